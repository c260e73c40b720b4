-- Table rows stay whole on a page, but for tables with cells so long that a row might not fit on one; no row or two stand
-- alone on the page where their table ends; and words stay whole where each fits in its column.

local LONGEST = 600
-- Up to about so many centimetres a table is never parted: see `whole-table` in typst-template.typ. What a line of a row
-- takes, and its edges.
local WHOLE, LINE, ROW = 7, 0.33, 0.1
-- How many rows stand on the page where a longer one begins, and the least and the most centimetres that are kept for them.
local FIRST, LEAST_FIRST, MOST_FIRST = 2, 3.8, 7
-- How many of so many rows stay together where a longer one ends.
local TOGETHER = { { rows = 7, last = 3 }, { rows = 5, last = 2 } }
-- Characters that always fit on a line as wide as the text, and those that do as a rule; lines that so many rows never
-- have less of.
local CHARACTERS, USUAL, ONE_MORE = 90, 105, 1
-- Of the text's width, that of a column of two; and of a column, what its edges take, in characters.
local HALF, EDGES = 0.47, 2
-- What columns may give of what they have too much of; letters of a word that may be broken where no width is given.
local MOST_TAKEN, LONG_WORD = 0.4, 12
-- Letters of words that mean little alone (« de », « of »).
local SHORT_WORD = 2
-- Longer bound words are sentences.
local LONGEST_BOUND = 20
-- How many more fit where letters are smaller: see `small` and `figure-data` in typst-template.typ.
local MORE = { small = 1.12, smallest = 1.25 }
-- What parts words from the numbers that end on their left.
local AFTER_NUMBERS = "(left: 14pt)"
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
local function lines(row, colspecs, characters)
  local most = 1
  for place, cell in ipairs(row.cells) do
    local width = colspecs[place] and colspecs[place][2] or 1 / #row.cells
    most = math.max(most, math.ceil(length(cell) / math.max(1, width * characters)))
  end
  return most
end

local function longest_word(text)
  for _, mark in ipairs(BINDING) do
    text = text:gsub(mark, " ")
  end
  local longest = 0
  for word in text:gmatch(WORD) do
    longest = math.max(longest, word:match("^%d+$") and 0 or utf8.len(word) or 0)
  end
  return longest
end

-- Words that are bound, « (12 sur 345) », take one line: where they have no room Typst crushes their spaces. In characters:
-- brackets, commas and spaces take half of what others do.
local function longest_bound(text)
  local longest = 0
  for run in text:gmatch("%S+") do
    local spaced = run:gsub("\u{00A0}", " "):gsub("\u{202F}", " ")
    local _, narrow = spaced:gsub("[ (),.%[%]]", "")
    longest = math.max(longest, spaced:find(" ", 1, true) and utf8.len(spaced) - narrow / 2 or 0)
  end
  return longest
end

-- Calls `each` with the cells below the head and the place of their column, and with those of the head where it is asked.
local function each_cell(element, has_head, each)
  local rows = pandoc.List({})
  rows:extend(has_head and element.head.rows or {})
  for _, body in ipairs(element.bodies) do
    rows:extend(body.body)
  end
  for _, row in ipairs(rows) do
    for place, cell in ipairs(row.cells) do
      each(cell, place)
    end
  end
end

-- How many characters fit on a line as wide as the table, and how many more for its smaller letters.
local function room(element)
  local more = MORE[element.attributes["letters"]] or 1
  return CHARACTERS * (element.attributes["in-columns"] and HALF or 1) * more, more
end

local function are_given(colspecs)
  return colspecs:filter(function(column) return type(column[2]) ~= "number" end)[1] == nil
end

-- The parts of the width that columns need for what takes one line.
local function least_widths(element, characters)
  local least = element.colspecs:map(function() return 0 end)
  each_cell(element, true, function(cell, place)
    local text = pandoc.utils.stringify(cell.contents)
    local longest = math.max(longest_word(text), math.min(longest_bound(text), LONGEST_BOUND))
    least[place] = math.max(least[place] or 0, (longest + EDGES) / characters)
  end)
  return least
end

-- Tables one above the other in half a page keep the same columns: what each of them needs, by their widths and their half.
local needed = {}

local function kind(element)
  local half = element.attributes["half"]
  return half and half .. ":" .. table.concat(element.colspecs:map(function(column) return tostring(column[2]) end), " ")
end

local function note_needs(element)
  local kin = kind(element)
  if not kin then
    return
  end
  local least = needed[kin] or element.colspecs:map(function() return 0 end)
  for place, width in ipairs(least_widths(element, (room(element)))) do
    least[place] = math.max(least[place] or 0, width)
  end
  needed[kin] = least
end

-- A column narrower than its longest word takes what it lacks from those that have too much, as long as they keep most of it.
local function widen_for_words(element, characters)
  local least, lacking, spare = needed[kind(element) or ""] or least_widths(element, characters), 0, 0
  for place, column in ipairs(element.colspecs) do
    lacking = lacking + math.max(0, least[place] - column[2])
    spare = spare + math.max(0, column[2] - least[place])
  end
  if lacking == 0 or lacking > spare * MOST_TAKEN then
    return
  end
  element.colspecs = element.colspecs:map(function(column, place)
    local width = column[2]
    local taken = math.max(0, width - least[place]) * lacking / spare
    return { column[1], math.max(width, least[place]) - taken }
  end)
end

-- Typst breaks words to fill each line of a cell, whatever breaking costs: only those that have no room may be broken.
local function break_long_words(element, characters)
  each_cell(element, false, function(cell, place)
    local width = element.colspecs[place] and element.colspecs[place][2]
    local room = type(width) == "number" and width * characters - EDGES or LONG_WORD
    cell.contents = cell.contents:walk({
      Str = function(word)
        if longest_word(word.text) > room then
          return { pandoc.RawInline("typst", "#long-word["), word, pandoc.RawInline("typst", "]") }
        end
      end,
    })
  end)
end

-- A line may end between a number and its bounds (see bound_numbers.lua) where they are wider than their column.
local function part_bound_numbers(element, characters)
  each_cell(element, false, function(cell, place)
    local width = element.colspecs[place] and element.colspecs[place][2]
    local room = type(width) == "number" and width * characters - EDGES
    if room and longest_bound(pandoc.utils.stringify(cell.contents)) > room then
      cell.contents = cell.contents:walk({
        Str = function(word) return word.text == "\u{00A0}" and pandoc.Space() or nil end,
      })
    end
  end)
end

-- A row that may break, whose first cell begins with an empty box as high as this row and those below: where that does not
-- fit, the first part of the row is empty, and Typst takes the row to the next page.
local function keep_with_next(row, all)
  for _, cell in ipairs(row.cells) do
    cell.attributes["typst:breakable"] = "true"
  end
  row.cells[1].contents:insert(1, pandoc.RawBlock("typst", "#last-rows(" .. all .. ")"))
end

-- A column of numbers ends where the next one begins: words there would stand against the numbers.
local function part_from_numbers(element)
  each_cell(element, true, function(cell, place)
    local before, own = element.colspecs[place - 1], element.colspecs[place]
    if before and own and before[1] == "AlignRight" and own[1] ~= "AlignRight" then
      cell.attributes["typst:inset"] = AFTER_NUMBERS
    end
  end)
end

-- « Un quart en moins de »: a short word does not stand alone on the last line of a head.
local function bind_last_words(element)
  for _, row in ipairs(element.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.contents = cell.contents:walk({
        Inlines = function(inlines)
          local space, word = inlines[#inlines - 1], inlines[#inlines]
          if space and space.t == "Space" and word.t == "Str" and utf8.len(word.text) <= SHORT_WORD then
            inlines[#inlines - 1] = pandoc.Str("\u{00A0}")
          end
          return inlines
        end,
      })
    end
  end
end

-- About how many centimetres a table takes, or its head and so many rows of it; `more` characters fit where letters are
-- smaller, whose lines are lower as well.
local function height(element, more, count)
  local all = pandoc.List(element.head.rows)
  local rows = element.bodies[1] and element.bodies[1].body or {}
  all = all .. { table.unpack(rows, 1, count or #rows) }
  local tall = 0
  for _, row in ipairs(all) do
    tall = tall + (ROW + LINE * lines(row, element.colspecs, USUAL * more)) / more
  end
  return tall
end

local function opening(element, more)
  if height(element, more) <= WHOLE then
    return "#whole-table["
  end
  local first = math.max(LEAST_FIRST, math.min(MOST_FIRST, height(element, more, FIRST)))
  return string.format("#long-table(first: %.1fcm)[", first)
end

local function keep_last_together(rows, colspecs)
  for _, rule in ipairs(TOGETHER) do
    if #rows >= rule.rows then
      local all = 0
      for place = #rows - rule.last + 1, #rows do
        all = all + lines(rows[place], colspecs, CHARACTERS)
      end
      return keep_with_next(rows[#rows - rule.last + 1], math.max(rule.last + ONE_MORE, all))
    end
  end
end

local function whole_rows(element)
  if longest_cell(element) > LONGEST then
    return nil
  end
  local rows = #element.bodies > 0 and element.bodies[#element.bodies].body or {}
  local is_in_columns = element.attributes["in-columns"] ~= nil
  local characters, more = room(element)
  if are_given(element.colspecs) then
    widen_for_words(element, characters)
  end
  bind_last_words(element)
  break_long_words(element, characters)
  part_bound_numbers(element, characters)
  if not is_in_columns then
    part_from_numbers(element)
  end
  local open = "#[#set table.cell(breakable: false)"
  if not is_in_columns then
    local is_long = height(element, more) > WHOLE
    open = open:gsub("^#%[", opening(element, more))
    if is_long then
      keep_last_together(rows, element.colspecs)
    end
  end
  return { pandoc.RawBlock("typst", open), element, pandoc.RawBlock("typst", "]") }
end

return { { Table = note_needs }, { Table = whole_rows } }
