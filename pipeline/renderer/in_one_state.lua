-- Reads filters to be run one after the other, in one Lua state: pandoc takes longer to start one than most of them work.
-- Each has globals of its own, as in a state of its own.

local function functions_of(globals)
  local filter = {}
  for name, value in pairs(globals) do
    if type(value) == "function" then filter[name] = value end
  end
  return filter
end

return function(paths)
  local filters = {}
  for _, path in ipairs(paths) do
    local own = setmetatable({}, { __index = _G })
    local returned = assert(loadfile(path, "t", own))() or functions_of(own)
    local is_one = #returned == 0
    for _, filter in ipairs(is_one and { returned } or returned) do
      table.insert(filters, filter)
    end
  end
  return filters
end
