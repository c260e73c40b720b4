-- Table rows stay whole on a page, but for tables with cells so long that a row might not fit on one; no row stands
-- alone on the page where its table ends; and words stay whole where each fits in its column.

local LONGEST = 600
-- Tables shorter than this go to the next page whole: see `room-for` in typst-template.typ.
local SHORTEST = 5
-- Characters on a line as wide as the text; lines of two rows that are never less.
local CHARACTERS, LEAST_LINES = 90, 3
-- Of the text's width, that of a column of two; and of a column, what its edges take, in characters.
local HALF, EDGES = 0.47, 2
-- How many more fit where letters are smaller: see `small` and `figure-data` in typst-template.typ.
local MORE = { small = 1.12, smallest = 1.25 }
-- What words are made of, and what binds them.
local WORD = "[^%s%p]+"
local BINDING = { "\u{00A0}", "\u{202F}", "\u{2019}", "\u{00AB}", "\u{00BB}" }
-- The head of a table and two of its rows.
local HEAD_ROOM = "1.9cm"

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

-- A row that may break, whose first cell begins with an empty box as high as this row and the next: where that does not
-- fit, the first part of the row is empty, and Typst takes the row to the next page.
local function keep_with_next(row, both)
  for _, cell in ipairs(row.cells) do
    cell.attributes["typst:breakable"] = "true"
  end
  row.cells[1].contents:insert(1, pandoc.RawBlock("typst", "#last-rows(" .. both .. ")"))
end

function Table(element)
  if longest_cell(element) > LONGEST then
    return nil
  end
  local rows = #element.bodies > 0 and element.bodies[#element.bodies].body or {}
  local is_in_columns = element.attributes["in-columns"] ~= nil
  if #rows >= SHORTEST and not is_in_columns then
    local both = lines(rows[#rows - 1], element.colspecs) + lines(rows[#rows], element.colspecs)
    keep_with_next(rows[#rows - 1], math.max(LEAST_LINES, both))
  end
  local open = "#[#set table.cell(breakable: false)"
  if words_fit(element, is_in_columns) then
    open = open .. "\n#show table: set text(hyphenate: false)"
  end
  if #element.caption.long == 0 and not is_in_columns then
    -- A table without caption is no figure, whose room the template sees to.
    open = "#room-for(" .. HEAD_ROOM .. ", above: 1em)" .. open .. "\n#show table: set block(above: 0pt)"
  end
  return { pandoc.RawBlock("typst", open), element, pandoc.RawBlock("typst", "]") }
end
