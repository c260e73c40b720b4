-- Callouts: `::: {.callout-note title="…"}`.

local COLOURS = { note = "primary", tip = "success", warning = "warning", important = "danger", caution = "danger" }
local TITLES = { note = "Note", tip = "Conseil", warning = "Attention", important = "Important", caution = "Prudence" }

local function kind_of(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind and COLOURS[kind] then
      return kind
    end
  end
end

local function title_of(div, kind)
  local given = div.attributes.title
  return given and pandoc.read(given, "markdown-smart").blocks[1].content or pandoc.Inlines(TITLES[kind])
end

local function read_titles(meta)
  for kind in pairs(TITLES) do
    local given = meta.language and meta.language["callout-" .. kind .. "-title"]
    TITLES[kind] = given and pandoc.utils.stringify(given) or TITLES[kind]
  end
end

local function typst(kind, title, content)
  local open = pandoc.RawBlock("typst", '#callout(icon_color: brand-color.at("' .. COLOURS[kind] .. '"), title: [')
  local blocks = pandoc.Blocks({ open, pandoc.Plain(title), pandoc.RawBlock("typst", "], body: [") })
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("typst", "])"))
  return blocks
end

local function html(kind, title, content)
  local heading = pandoc.Div(pandoc.Para(title), pandoc.Attr("", { "callout-title" }))
  local blocks = pandoc.Blocks({ heading })
  blocks:extend(content)
  return pandoc.Div(blocks, pandoc.Attr("", { "callout", "callout-" .. kind }, { { "role", "note" } }))
end

local function callout(div)
  local kind = kind_of(div)
  if not kind then
    return nil
  end
  local title = title_of(div, kind)
  return (FORMAT:match("typst") and typst or html)(kind, title, div.content)
end

return { { Meta = read_titles }, { Div = callout } }
