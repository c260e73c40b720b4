-- A figure that does not fit on the rest of its page opens the next one, and the text below it fills what is left: see
-- `figures-and-text` in typst-template.typ. Figures that follow each other stay in their order.
-- Quarto writes its figures after this filter: there each stands where it fits, with nothing beside it.

if not FORMAT:match("typst") then
  return {}
end

-- How a figure begins, and its drawing. That is as wide as the text, so that it is as high as its file says. From so many
-- points on, the next section may begin above it: a lower one leaves less than a quarter of a page.
local FIGURE, DRAWING, HEIGHT, TALL = "^#figure%(image%(", '^#figure%(image%("([^"]+)"', ' height="([%d.]+)pt"', 170
-- What begins a page of its own stands in no other block.
local PAGES = { "solution", "territory", "page-break" }
-- A table of more rows is parted where a page ends, and so are columns of small ones: not around a figure.
local MOST_ROWS = 14

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

local function is_raw(unit, pattern)
  return unit ~= nil and unit[1].t == "RawBlock" and unit[1].text:match(pattern) ~= nil
end

local function is_figure(unit)
  return is_raw(unit, FIGURE)
end

local function is_div(unit, class)
  return unit ~= nil and unit[1].t == "Div" and unit[1].classes:includes(class)
end

local function is_heading(unit, level)
  return unit[1].t == "Header" and (level == nil or unit[1].level == level)
end

local function is_tall(figure)
  local file = io.open(figure[1].text:match(DRAWING))
  local height = file and file:read("a"):match(HEIGHT)
  return height ~= nil and tonumber(height) > TALL
end

local function begins_page(unit)
  local found = is_raw(unit, "pagebreak")
  for _, class in ipairs(PAGES) do
    found = found or is_div(unit, class)
  end
  return found
end

local function is_parted(unit)
  local most = is_div(unit, "answers") and math.huge or 0
  unit:walk({
    Table = function(element)
      local rows = 0
      for _, body in ipairs(element.bodies) do
        rows = rows + #body.body
      end
      most = math.max(most, rows)
    end,
  })
  return most > MOST_ROWS
end

-- « La figure » without its number tells of the next one: it stays below the one before.
local function names_figure(unit)
  local found = false
  unit:walk({ Link = function(link) found = found or link.target:match("^#fig%-") ~= nil end })
  return found
end

local function ends_text(unit)
  return is_heading(unit, 1) or begins_page(unit) or is_figure(unit) or is_parted(unit)
end

local function stays_with(introduction, unit)
  local introduces = is_parted(unit) or is_figure(unit) and not names_figure(introduction)
  return introduction[1].t == "Para" and introduces
end

-- The place after the text that may stand above the figures before it: up to the next figure or long table, less what
-- introduces these; `sections` more may begin in it, but no chapter.
local function after_text(all, first, sections)
  local place = first
  while all[place] and not ends_text(all[place]) do
    sections = sections - (is_heading(all[place], 2) and 1 or 0)
    if sections < 0 then
      break
    end
    place = place + 1
  end
  if all[place] and place > first and stays_with(all[place - 1], all[place]) then
    place = place - 1
  end
  while place > first and is_heading(all[place - 1]) do
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

-- The figures from `place` on that follow each other, as arguments; the place after them; whether one is tall.
local function figures_from(all, place)
  local found, has_tall = pandoc.Blocks({}), false
  while is_figure(all[place]) do
    local after = is_div(all[place + 1], "figure-data") and place + 2 or place + 1
    has_tall = has_tall or is_tall(all[place])
    found:extend(joined(all, place, after, "[", "],"))
    place = after
  end
  return found, place, has_tall
end

-- These figures with their text, and the place after it. A heading with nothing but figures below it keeps them.
local function with_text(all, first)
  local figures, place, has_tall = figures_from(all, first)
  local may_cross = has_tall and first > 1 and not is_heading(all[first - 1])
  local after = after_text(all, place, may_cross and 1 or 0)
  if after == place then
    return joined(all, first, after), after
  end
  local found = pandoc.Blocks({ typst("#figures-and-text(" .. (is_heading(all[place]) and "gap: heading-gap," or "")) })
  found:extend(figures)
  found:extend(joined(all, place, after, "[", "])"))
  return found, after
end

function Pandoc(doc)
  local all, found, place = units(doc.blocks), pandoc.Blocks({}), 1
  while all[place] do
    if is_figure(all[place]) then
      local together, after = with_text(all, place)
      found:extend(together)
      place = after
    else
      found:extend(all[place])
      place = place + 1
    end
  end
  doc.blocks = found
  return doc
end
