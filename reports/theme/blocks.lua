-- Divs of the booklets that Typst lays out with a function of typst-template.typ. Both renderers run this filter;
-- in HTML the classes are enough, booklet.css lays them out.

-- Class → what stands before and after the content.
local WRAPPED = {
  ["key-figures"] = { "#key-figures(colors: brand-color)[", "]" },
  notice = { "#notice[", "]" },
  small = { "#small[", "]" },
  wide = { "#wide[", "]" },
  evidence = { "#evidence[", "]" },
  ["big-figures"] = { "#big-figures(colors: brand-color)[", "]" },
  findings = { "#findings(colors: brand-color)[", "]" },
  actions = { "#actions(colors: brand-color)[", "]" },
  glossary = { "#in-columns[", "]" },
  digests = { "#in-columns[", "]" },
  quote = { "#pull-quote(colors: brand-color)[", "]" },
  ["figure-data"] = { "#figure-data(has-widths: %s)[", "]" },
  halves = { "#halves(", ")" },
  half = { "[", "]," },
}

local function typst(text)
  return pandoc.RawBlock("typst", text)
end

-- The captions of the tables in a div, without the « Tableau 3 : » that may have been written before them.
local function captions(div)
  local found = {}
  div:walk({
    Table = function(element)
      local caption = pandoc.Blocks(element.caption.long):walk({
        Span = function(span) return span.classes:includes("caption-label") and {} or nil end,
      })
      table.insert(found, (pandoc.utils.stringify(caption):gsub("^%s+", "")))
    end,
  })
  return table.concat(found, ", ")
end

-- Whether a table of the div has columns in parts of the page, as pandoc gives those with long lines.
local function has_widths(div)
  local found = false
  div:walk({
    Table = function(element)
      for _, column in ipairs(element.colspecs) do
        found = found or type(column[2]) == "number"
      end
    end,
  })
  return found
end

-- In HTML, what a figure draws is folded away under the caption of its table; paper has nothing to unfold. Where no
-- figure could be drawn there is no table, and nothing to fold.
local function folded(div)
  local title = captions(div)
  if title == "" then
    return div.content
  end
  local blocks = pandoc.Blocks({
    pandoc.RawBlock("html", '<details class="figure-data">\n<summary>'),
    pandoc.Plain({ pandoc.Str(title) }),
    pandoc.RawBlock("html", "</summary>"),
  })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("html", "</details>"))
  return blocks
end

-- In HTML, the entries of a chapter can be folded away; they are open at first, so that links into them lead there
-- in every browser.
local function foldable(div)
  local blocks = pandoc.Blocks({
    pandoc.RawBlock("html", '<details class="evidence-group" open>\n<summary>'),
    pandoc.Plain({ pandoc.Str(div.attributes.summary or "") }),
    pandoc.RawBlock("html", "</summary>"),
  })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("html", "</details>"))
  return blocks
end

-- On paper a term and its meaning share a line: pandoc would put the meaning in a block of its own.
local function run_in(div)
  return div.content:walk({
    DefinitionList = function(list)
      return pandoc.BulletList(list.content:map(function(entry)
        local line = pandoc.Inlines({ pandoc.Strong(entry[1]), pandoc.Space() })
        line:extend(pandoc.utils.blocks_to_inlines(entry[2][1]))
        return { pandoc.Plain(line) }
      end))
    end,
  })
end

function Div(div)
  if FORMAT:match("html") and div.classes:includes("figure-data") then
    return folded(div)
  elseif FORMAT:match("html") and div.classes:includes("evidence-group") then
    return foldable(div)
  elseif not FORMAT:match("typst") then
    return nil
  end
  for _, class in ipairs(div.classes) do
    if class == "page-break" then
      return typst("#pagebreak(weak: true)")
    elseif class == "data-label" then
      return {} -- the running footer says it
    elseif WRAPPED[class] then
      local before, after = table.unpack(WRAPPED[class])
      local blocks = pandoc.Blocks({ typst(before:format(tostring(has_widths(div)))) })
      blocks:extend(class == "glossary" and run_in(div) or div.content)
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
