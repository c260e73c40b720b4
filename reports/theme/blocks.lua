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
    elseif WRAPPED[class] then
      local before, after = table.unpack(WRAPPED[class])
      local blocks = pandoc.Blocks({ typst(before) })
      blocks:extend(div.content)
      blocks:insert(typst(after))
      return blocks
    end
  end
end
