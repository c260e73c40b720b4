-- On a screen the first column heads its rows where it names them: each cell holds a word, and no two say the same.
-- A screen reader then tells the name with each cell of the row.

if not FORMAT:match("html") then
  return {}
end

local function names_rows(body)
  local seen = {}
  for _, row in ipairs(body.body) do
    local name = row.cells[1] and pandoc.utils.stringify(row.cells[1].contents) or ""
    if not name:find("%a") or seen[name] then
      return false
    end
    seen[name] = true
  end
  return true
end

function Table(element)
  if #element.colspecs < 2 then
    return nil
  end
  for _, body in ipairs(element.bodies) do
    body.row_head_columns = names_rows(body) and 1 or 0
  end
  return element
end
