-- Table rows stay whole on a page, but for tables with cells so long that a row might not fit on one; no row or two stand
-- alone on the page where their table ends; and words stay whole where each fits in its column.

local LONGEST = 600
-- How many of so many rows stay together where the table ends. The template sees to tables of few rows: `room-for-table`.
local TOGETHER = { { rows = 7, last = 3 }, { rows = 5, last = 2 } }
-- Characters on a line as wide as the text; lines that so many rows never have less of.
local CHARACTERS, ONE_MORE = 90, 1
-- Of the text's width, that of a column of two; and of a column, what its edges take, in characters.
local HALF, EDGES = 0.47, 2
-- How many more fit where letters are smaller: see `small` and `figure-data` in typst-template.typ.
local MORE = { small = 1.12, smallest = 1.25 }
-- What words are made of, and what binds them.
local WORD = "[^%s%p]+"
local BINDING = { "\u{00A0}", "\u{202F}", "\u{2019}", "\u{00AB}", "\u{00BB}" }

if not FORMAT:match("typst") then
  return {}
end

local function length(cell)
  return utf8.len(pandoc.utils.stringify(cell.contents)) or 0
end

local function longest_cell(element)
  local longest = 0
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        longest = math.max(longest, length(cell))
      end
    end
  end
  return longest
end

-- How many lines a row takes, about: as many as its fullest cell.
local function lines(row, colspecs)
  local most = 1
  for place, cell in ipairs(row.cells) do
    local width = colspecs[place] and colspecs[place][2] or 1 / #row.cells
    most = math.max(most, math.ceil(length(cell) / math.max(1, width * CHARACTERS)))
  end
  return most
end

local function longest_word(cell)
  local text = pandoc.utils.stringify(cell.contents)
  for _, mark in ipairs(BINDING) do
    text = text:gsub(mark, " ")
  end
  local longest = 0
  for word in text:gmatch(WORD) do
    longest = math.max(longest, word:match("^%d+$") and 0 or utf8.len(word) or 0)
  end
  return longest
end

-- Whether each word has room in its column. Typst breaks words to fill each line of a cell, whatever breaking costs: where
-- none must be broken, none may. Heads never are.
local function words_fit(element, is_in_columns)
  local characters = CHARACTERS * (is_in_columns and HALF or 1) * (MORE[element.attributes["letters"]] or 1)
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      for place, cell in ipairs(row.cells) do
        local width = element.colspecs[place] and element.colspecs[place][2]
        if type(width) ~= "number" or longest_word(cell) > width * characters - EDGES then
          return false
        end
      end
    end
  end
  return true
end

-- A row that may break, whose first cell begins with an empty box as high as this row and those below: where that does not
-- fit, the first part of the row is empty, and Typst takes the row to the next page.
local function keep_with_next(row, all)
  for _, cell in ipairs(row.cells) do
    cell.attributes["typst:breakable"] = "true"
  end
  row.cells[1].contents:insert(1, pandoc.RawBlock("typst", "#last-rows(" .. all .. ")"))
end

local function keep_last_together(rows, colspecs)
  for _, rule in ipairs(TOGETHER) do
    if #rows >= rule.rows then
      local all = 0
      for place = #rows - rule.last + 1, #rows do
        all = all + lines(rows[place], colspecs)
      end
      return keep_with_next(rows[#rows - rule.last + 1], math.max(rule.last + ONE_MORE, all))
    end
  end
end

function Table(element)
  if longest_cell(element) > LONGEST then
    return nil
  end
  local rows = #element.bodies > 0 and element.bodies[#element.bodies].body or {}
  local is_in_columns = element.attributes["in-columns"] ~= nil
  if not is_in_columns then
    keep_last_together(rows, element.colspecs)
  end
  local open = "#[#set table.cell(breakable: false)"
  if words_fit(element, is_in_columns) then
    open = open .. "\n#show table: set text(hyphenate: false)"
  end
  if #element.caption.long == 0 and not is_in_columns then
    -- A table without caption is no figure, whose room the template sees to.
    open = open:gsub("^#%[", "#table-alone[")
  end
  return { pandoc.RawBlock("typst", open), element, pandoc.RawBlock("typst", "]") }
end
