-- Divs of the booklets that Typst lays out with a function of typst-template.typ. Both renderers run this filter;
-- in HTML the classes are enough, booklet.css lays them out.

-- Class → what stands before and after the content.
local WRAPPED = {
  ["key-figures"] = { "#key-figures(colors: brand-color)[", "]" },
  notice = { "#notice[", "]" },
  small = { "#small[", "]" },
  wide = { "#wide[", "]" },
  evidence = { "#evidence[", "]" },
  halves = { "#halves(", ")" },
  half = { "[", "]," },
}

local function typst(text)
  return pandoc.RawBlock("typst", text)
end

function Div(div)
  if not FORMAT:match("typst") then
    return nil
  end
  for _, class in ipairs(div.classes) do
    if class == "page-break" then
      return typst("#pagebreak(weak: true)")
    elseif class == "data-label" then
      return {} -- the running footer says it
    elseif WRAPPED[class] then
      local before, after = table.unpack(WRAPPED[class])
      local blocks = pandoc.Blocks({ typst(before) })
      blocks:extend(div.content)
      blocks:insert(typst(after))
      return blocks
    end
  end
end

-- Quarto recognises callouts before any filter runs, and quotes them where a page has no Bootstrap theme. pandoc alone
-- never calls this.
function Callout(callout)
  if not FORMAT:match("html") then
    return nil
  end
  local blocks = pandoc.Blocks({})
  local title = quarto.utils.as_inlines(callout.title)
  if #title > 0 then
    blocks:insert(pandoc.Div(pandoc.Para(title), pandoc.Attr("", { "callout-title" })))
  end
  blocks:extend(quarto.utils.as_blocks(callout.content))
  return pandoc.Div(blocks, pandoc.Attr("", { "callout", "callout-" .. callout.type }, { { "role", "note" } }))
end
