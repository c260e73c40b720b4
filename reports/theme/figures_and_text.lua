-- A figure that does not fit on the rest of its page opens the next one, and the text below it in its section fills what is
-- left: see `figures-and-text` in typst-template.typ. Figures that follow each other stay in their order.
-- Quarto writes its figures after this filter: there each stands where it fits, with nothing beside it.

if not FORMAT:match("typst") then
  return {}
end

local FIGURE = "^#figure%(image%("
-- What begins a page of its own stands in no other block.
local PAGES = { "solution", "territory", "page-break" }
-- Tables of more lines in all may be parted where a page ends, and so are columns of small ones: not around a figure. So
-- many take what rows.lua keeps whole; and so many characters fit on one as wide as the text.
local MOST_LINES, CHARACTERS = 16, 105
-- A list stays whole above a figure; a longer one fits on few pages.
local LONGEST_LIST = 1500
-- A paragraph of fewer characters takes less than the three lines that a heading needs below it; one of so many, about six
-- lines, is not parted by a figure.
local SHORT, LONGEST_WHOLE = 250, 600

local function typst(text)
  return pandoc.RawBlock("typst", text)
end

-- How many more brackets Typst's text opens than it closes.
local function opened(block)
  local text = block.t == "RawBlock" and block.text:gsub("\\.", ""):gsub('"[^"]*"', "") or ""
  local _, opening = text:gsub("[%[(]", "")
  local _, closing = text:gsub("[%])]", "")
  return opening - closing
end

-- Where a cohort needs fewer figures, their data is empty too.
local function is_empty(block)
  return block.t == "Div" and block.classes:includes("figure-data") and #block.content == 0
end

-- The blocks as lists of those that belong together: a figure, a table and a callout are written as several.
local function units(blocks)
  local found, open = pandoc.List({}), 0
  for _, block in ipairs(blocks:filter(function(block) return not is_empty(block) end)) do
    if open == 0 then
      found:insert(pandoc.Blocks({}))
    end
    found[#found]:insert(block)
    open = open + opened(block)
  end
  return found
end

local function letters(blocks)
  return utf8.len(pandoc.utils.stringify(blocks)) or 0
end

local function is_raw(unit, pattern)
  return unit ~= nil and unit[1].t == "RawBlock" and unit[1].text:match(pattern) ~= nil
end

local function is_figure(unit)
  return is_raw(unit, FIGURE)
end

local function is_div(unit, class)
  return unit ~= nil and unit[1].t == "Div" and unit[1].classes:includes(class)
end

local function is_heading(unit)
  return unit ~= nil and unit[1].t == "Header"
end

local function begins_page(unit)
  local found = is_raw(unit, "pagebreak")
  for _, class in ipairs(PAGES) do
    found = found or is_div(unit, class)
  end
  return found
end

-- How many lines a row takes, about: as many as its fullest cell.
local function lines(row, colspecs)
  local most = 1
  for place, cell in ipairs(row.cells) do
    local given = colspecs[place] and colspecs[place][2]
    local width = type(given) == "number" and given or 1 / #row.cells
    most = math.max(most, math.ceil(letters(cell.contents) / (width * CHARACTERS)))
  end
  return most
end

local function lines_of_tables(unit)
  local all = 0
  unit:walk({
    Table = function(element)
      for _, rows in ipairs({ element.head.rows, table.unpack(element.bodies:map(function(body) return body.body end)) }) do
        for _, row in ipairs(rows) do
          all = all + lines(row, element.colspecs)
        end
      end
    end,
  })
  return all
end

local function longest_list(unit)
  local longest = 0
  local function look(list)
    longest = math.max(longest, letters({ list }))
  end
  unit:walk({ BulletList = look, OrderedList = look })
  return longest
end

local function is_parted(unit)
  return is_div(unit, "answers") or lines_of_tables(unit) > MOST_LINES or longest_list(unit) > LONGEST_LIST
end

-- « La figure » without its number tells of the next one: it stays below the one before.
local function names_figure(unit)
  local found = false
  unit:walk({ Link = function(link) found = found or link.target:match("^#fig%-") ~= nil end })
  return found
end

-- Where chapters are written apart, a comment stands at the end of each.
local function ends_chapter(unit)
  return is_raw(unit, "^/%*")
end

local function ends_text(unit)
  return is_heading(unit) or ends_chapter(unit) or begins_page(unit) or is_figure(unit) or is_parted(unit)
end

local function stays_with(introduction, unit)
  local introduces = is_parted(unit) or is_figure(unit) and not names_figure(introduction)
  return introduction[1].t == "Para" and introduces
end

-- The place after the text that may stand above the figures before it: up to the next heading, figure or long table, less
-- what introduces these.
local function after_text(all, first)
  local place = first
  while all[place] and not ends_text(all[place]) do
    place = place + 1
  end
  if all[place] and place > first and stays_with(all[place - 1], all[place]) then
    place = place - 1
  end
  return place
end

local function joined(all, from, to, before, after)
  local found = pandoc.Blocks(before and { typst(before) } or {})
  for place = from, to - 1 do
    found:extend(all[place])
  end
  found:extend(after and { typst(after) } or {})
  return found
end

-- The figures from `place` on that follow each other, as arguments; the place after them.
local function figures_from(all, place)
  local found = pandoc.Blocks({})
  while is_figure(all[place]) do
    local after = is_div(all[place + 1], "figure-data") and place + 2 or place + 1
    found:extend(joined(all, place, after, "[", "],"))
    place = after
  end
  return found, place
end

-- Each short paragraph stays whole: were it parted where a page ends, the figures would stand between its lines.
local function whole_paragraphs(all, from, to)
  local found = pandoc.List({})
  for place = from, to - 1 do
    local unit = all[place]
    local is_short = #unit == 1 and unit[1].t == "Para" and letters(unit) <= LONGEST_WHOLE
    found:insert(is_short and joined(all, place, place + 1, "#whole[", "]") or unit)
  end
  return found
end

-- These figures with their text, and the place after it.
local function with_text(all, first)
  local figures, place = figures_from(all, first)
  local after = after_text(all, place)
  if after == place then
    return joined(all, first, after), after
  end
  local found = pandoc.Blocks({ typst("#figures-and-text(") })
  found:extend(figures)
  local text = whole_paragraphs(all, place, after)
  found:extend(joined(text, 1, #text + 1, "[", "])"))
  return found, after
end

-- A heading, a line or two, and a figure that no text can stand above: they go to the next page together.
local function opens_with_figure(all, place)
  if not (is_heading(all[place - 1]) and all[place][1].t == "Para" and is_figure(all[place + 1])) then
    return false
  end
  local _, below = figures_from(all, place + 1)
  return letters(all[place]) < SHORT and after_text(all, below) == below
end

-- What stands at `place`, as it is written, and the place after it.
local function written(all, place)
  if is_figure(all[place]) then
    return with_text(all, place)
  end
  if opens_with_figure(all, place) then
    return joined(all, place, place + 1, "#introduction[", "]"), place + 1
  end
  return all[place], place + 1
end

function Pandoc(doc)
  local all, found, place = units(doc.blocks), pandoc.Blocks({}), 1
  while all[place] do
    local blocks, after = written(all, place)
    found:extend(blocks)
    place = after
  end
  doc.blocks = found
  return doc
end
