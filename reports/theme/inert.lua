-- Free text stays text, and fits its column. pandoc escapes most of what Typst would read as markup, not all of it: « = » or « - » at the
-- start of a table cell would begin a heading or a list. A string in code is never read as markup.

if not FORMAT:match("typst") then
  return {}
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- File names, digests and addresses have nothing to break at: they may break after a separator, or anywhere when
-- they are longer than any French word.
local LONGEST_WORD = 25

local function pieces(text)
  local found, piece, length = {}, "", 0
  for _, code in utf8.codes(text) do
    local character = utf8.char(code)
    piece, length = piece .. character, length + 1
    if character:match("[_./:=&?]") or length >= LONGEST_WORD then
      table.insert(found, piece)
      piece, length = "", 0
    end
  end
  table.insert(found, piece ~= "" and piece or nil)
  return found
end

local function str(element)
  local text = element.text
  if (utf8.len(text) or 0) > LONGEST_WORD - 7 and text:match("[%p%d]") then
    local strings = {}
    for _, piece in ipairs(pieces(text)) do
      table.insert(strings, "#" .. quoted(piece) .. ";")
    end
    return pandoc.RawInline("typst", table.concat(strings, "#box();"))
  elseif text:match("%p") then
    return pandoc.RawInline("typst", "#" .. quoted(text) .. ";")
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
