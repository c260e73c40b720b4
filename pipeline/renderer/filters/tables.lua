-- Tables: column widths from `tbl-colwidths`, numbered captions above, scrolling in HTML.

local TITLE = "Tableau"

local function read_title(meta)
  local given = meta.crossref and meta.crossref["tbl-title"]
  TITLE = given and pandoc.utils.stringify(given) or TITLE
end

local function set_widths(element)
  local given = element.attributes["tbl-colwidths"]
  if not given then
    return
  end
  element.attributes["tbl-colwidths"] = nil
  local widths, total = {}, 0
  for width in given:gmatch("[%d.]+") do
    table.insert(widths, tonumber(width))
    total = total + tonumber(width)
  end
  for position, spec in ipairs(element.colspecs) do
    element.colspecs[position] = { spec[1], widths[position] and widths[position] / math.max(total, 100) }
  end
end

local function typst(element)
  local caption, label = element.caption.long, element.identifier
  -- pandoc would wrap the table in a figure of its own; the one written here has the kind that Quarto gives it.
  element.caption, element.identifier = { long = {} }, ""
  element.classes:insert("typst:no-figure")
  if label == "" then
    return element
  end
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#figure(["), element })
  blocks:insert(pandoc.RawBlock("typst", "], caption: figure.caption(position: top, ["))
  blocks:extend(caption)
  local rest = ']), kind: "quarto-float-tbl", supplement: "%s", numbering: "1")\n<%s>'
  blocks:insert(pandoc.RawBlock("typst", rest:format(TITLE, label)))
  return blocks
end

local function html(element)
  local name = pandoc.utils.stringify(element.caption.long)
  local caption = element.caption.long[1]
  if caption then
    -- A block of its own inside the caption, so that it stays in view when the table scrolls.
    caption.content = { pandoc.Span(caption.content, pandoc.Attr("", { "caption-text" })) }
  end
  -- Pairs, not a Lua table: its order would change from one run to the next.
  -- On a narrow screen it scrolls, also for those who have no pointer. One without a caption goes by the kind of thing.
  local role = name ~= "" and "region" or "group"
  local attributes = { { "tabindex", "0" }, { "role", role }, { "aria-label", name ~= "" and name or TITLE } }
  return pandoc.Div(element, pandoc.Attr("", { "table-scroll" }, attributes))
end

local function data_table(element)
  set_widths(element)
  return FORMAT:match("typst") and typst(element) or html(element)
end

return { { Meta = read_title }, { Table = data_table } }
