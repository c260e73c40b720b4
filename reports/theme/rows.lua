-- Table rows stay whole on a page, but for tables with cells so long that a row might not fit on one.

local LONGEST = 600

if not FORMAT:match("typst") then
  return {}
end

local function longest_cell(element)
  local longest = 0
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        longest = math.max(longest, utf8.len(pandoc.utils.stringify(cell.contents)) or 0)
      end
    end
  end
  return longest
end

function Table(element)
  if longest_cell(element) <= LONGEST then
    local open = pandoc.RawBlock("typst", "#[#set table.cell(breakable: false)")
    return { open, element, pandoc.RawBlock("typst", "]") }
  end
end
