-- Figures and images with their alternative text, which pandoc's Typst writer drops; `html.py` puts drawings inside the page.

local TITLE = "Figure"

local function read_title(meta)
  local given = meta.crossref and meta.crossref["fig-title"]
  TITLE = given and pandoc.utils.stringify(given) or TITLE
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%s+", " ") .. '"'
end

local function typst_image(image)
  local width = image.attributes.width
  local size = width and ", width: " .. width:gsub("px$", "pt") or ""
  return ("image(%s, alt: %s%s)"):format(quoted(image.src), quoted(image.attributes["fig-alt"] or ""), size)
end

local function described(image)
  image.attributes.alt = image.attributes["fig-alt"]
  image.attributes["fig-alt"] = nil
  return image
end

local function first_image(figure)
  local found
  figure:walk({ Image = function(image) found = found or image end })
  return found
end

local function typst_figure(figure)
  local image = first_image(figure)
  local open = "#figure(" .. typst_image(image) .. ", caption: figure.caption(position: bottom, ["
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", open) })
  blocks:extend(figure.caption.long)
  local rest = ']), kind: "quarto-float-fig", supplement: "%s", numbering: "1")\n<%s>'
  blocks:insert(pandoc.RawBlock("typst", rest:format(TITLE, figure.identifier)))
  return blocks
end

local function inline_image(image)
  if FORMAT:match("typst") then
    return pandoc.RawInline("typst", "#box(" .. typst_image(image) .. ")")
  end
  return described(image)
end

local function figure(element)
  if FORMAT:match("typst") then
    return typst_figure(element)
  end
  -- On a narrow screen it scrolls, also for those who have no pointer.
  element.attributes.tabindex = "0"
  return element
end

return { { Meta = read_title }, { Figure = figure }, { Image = inline_image } }
