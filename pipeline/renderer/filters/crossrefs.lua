-- Number sections, figures and tables in reading order, and turn @fig-x, @tbl-x, @sec-x into links to them. On paper what
-- figures draw stands in an annex: tables with it come after all others, and the annex is a chapter (blocks.lua).
-- Typst and HTML number the same elements in the same order, so the numbers written here are theirs.

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

local function number_all(doc)
  local sections, figures, tables, drawn = {}, 0, 0, {}
  local function header(element)
    if element.level > NUMBERED_LEVELS then
      element.classes:insert("unnumbered")
    elseif not element.classes:includes("unnumbered") then
      for level = 1, NUMBERED_LEVELS do
        sections[level] = level > element.level and 0 or (sections[level] or 0)
      end
      sections[element.level] = sections[element.level] + 1
      numbers[element.identifier] = table.concat(sections, ".", 1, element.level)
    end
    return element
  end
  local function figure(element)
    figures = figures + 1
    numbers[element.identifier] = tostring(figures)
  end
  local function data_table(element)
    if element.identifier ~= "" then
      tables = tables + 1
      numbers[element.identifier] = tostring(tables)
    end
  end
  local function div(element)
    if element.classes:includes("figure-data") then
      table.insert(drawn, element)
      return element, false
    elseif element.classes:includes("figure-annex") and #drawn > 0 and FORMAT:match("typst") then
      sections = { (sections[1] or 0) + 1 }
    end
  end
  local numbered = doc:walk({ traverse = "topdown", Header = header, Figure = figure, Table = data_table, Div = div })
  for _, element in ipairs(drawn) do
    element:walk({ Table = data_table })
  end
  return numbered
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
  doc = number_all(doc):walk({ Cite = cite })
  return FORMAT:match("html") and written_out(doc) or doc
end
