-- The first column heads its rows where it names them: each cell holds a word, and no two say the same. A screen reader
-- then tells the name with each cell of the row. HTML says so in the page; Typst has no word for it, so that a comment
-- before each table tells `row_headers.py`, which marks the cells in the PDF.

local is_typst = FORMAT:match("typst") ~= nil

if not is_typst and not FORMAT:match("html") then
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

local function in_typst(element)
  local are_named = #element.colspecs > 1
  for _, body in ipairs(element.bodies) do
    are_named = are_named and names_rows(body)
  end
  return { pandoc.RawBlock("typst", "/* rows: " .. (are_named and "named" or "unnamed") .. " */"), element }
end

local function in_html(element)
  if #element.colspecs < 2 then
    return nil
  end
  for _, body in ipairs(element.bodies) do
    body.row_head_columns = names_rows(body) and 1 or 0
  end
  return element
end

return { { Table = is_typst and in_typst or in_html } }
