-- Turn @fig-x, @tbl-x, @sec-x into links to what they name, with its number; in HTML, write the numbers of sections,
-- figures and tables. Typst numbers them itself: `numbers.py` counts as it does.

local NUMBERED_LEVELS = 2
local numbers = {}
local prefixes = { fig = "figure", tbl = "tableau", sec = "partie" }

local words = { ["and"] = "et", ["caption-mark"] = "\u{a0}:" }

local function read_words(meta)
  for name in pairs(words) do
    local given = meta.words and meta.words[name]
    words[name] = given and pandoc.utils.stringify(given) or words[name]
  end
end

local function read_prefixes(meta)
  for kind in pairs(prefixes) do
    local given = meta.crossref and meta.crossref[kind .. "-prefix"]
    prefixes[kind] = given and pandoc.utils.stringify(given) or prefixes[kind]
  end
end

local function unnumbered(element)
  if element.level > NUMBERED_LEVELS then
    element.classes:insert("unnumbered")
    return element
  end
end

local function link(citation)
  local first = citation.id:sub(1, 1)
  local identifier = first:lower() .. citation.id:sub(2)
  local word = prefixes[identifier:sub(1, 3)]
  if first ~= first:lower() then
    word = word:sub(1, 1):upper() .. word:sub(2)
  end
  return pandoc.Link(word .. "\u{a0}" .. numbers[identifier], "#" .. identifier)
end

local function cite(element)
  local links = element.citations:map(link)
  local inlines = pandoc.Inlines({ links[1] })
  for position = 2, #links do
    inlines:extend({ pandoc.Str(position == #links and " " .. words["and"] .. " " or ", "), links[position] })
  end
  return inlines
end

local function number_caption(element, title)
  local label = title .. "\u{a0}" .. numbers[element.identifier] .. words["caption-mark"]
  local first = element.caption.long[1]
  if first then
    first.content:insert(1, pandoc.Space())
    first.content:insert(1, pandoc.Span({ label }, pandoc.Attr("", { "caption-label" })))
  end
  return element
end

-- In HTML the booklet's title is the only first-level heading: chapters go one level down.
local function number_heading(element)
  local number = numbers[element.identifier]
  if number and not element.classes:includes("unnumbered") then
    element.content:insert(1, pandoc.Space())
    element.content:insert(1, pandoc.Span({ number }, pandoc.Attr("", { "header-section-number" })))
  end
  element.level = element.level + 1
  return element
end

local function title_of(meta, kind, default)
  local given = meta.crossref and meta.crossref[kind .. "-title"]
  return given and pandoc.utils.stringify(given) or default
end

local function written_out(doc)
  local figure, data_table = title_of(doc.meta, "fig", "Figure"), title_of(doc.meta, "tbl", "Tableau")
  return doc:walk({
    Header = number_heading,
    Figure = function(element) return number_caption(element, figure) end,
    Table = function(element) return numbers[element.identifier] and number_caption(element, data_table) end,
  })
end

function Pandoc(doc)
  read_prefixes(doc.meta)
  read_words(doc.meta)
  numbers = doc.meta.numbers
  doc = doc:walk({ Header = unnumbered, Cite = cite })
  return FORMAT:match("html") and written_out(doc) or doc
end
