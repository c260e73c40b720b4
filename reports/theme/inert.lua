-- Free text stays text. pandoc escapes most of what Typst would read as markup, not all of it: « = » or « - » at the
-- start of a table cell would begin a heading or a list. A string in code is never read as markup.

if not FORMAT:match("typst") then
  return {}
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function str(element)
  if element.text:match("%p") then
    return pandoc.RawInline("typst", "#" .. quoted(element.text) .. ";")
  end
end

local function code(element)
  return pandoc.RawInline("typst", "#raw(" .. quoted(element.text) .. ");")
end

local INERT = { Str = str, Code = code }
local PRINTED = { "title", "subtitle", "notice", "licence", "programme", "audience-label", "edition" }

function Pandoc(doc)
  for _, key in ipairs(PRINTED) do
    if pandoc.utils.type(doc.meta[key]) == "Inlines" then
      doc.meta[key] = doc.meta[key]:walk(INERT)
    end
  end
  doc.blocks = doc.blocks:walk(INERT)
  return doc
end
