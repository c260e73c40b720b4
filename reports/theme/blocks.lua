-- Divs of the booklets that Typst lays out with a function of typst-template.typ. Both renderers run this filter;
-- in HTML the classes are enough, booklet.css lays them out.

-- Class → what stands before and after the content.
local WRAPPED = {
  ["key-figures"] = { "#key-figures(colors: brand-color)[", "]" },
  notice = { "#notice[", "]" },
  small = { "#small[", "]" },
  form = { "#form[", "]" },
  wide = { "#wide[", "]" },
  ["big-figures"] = { "#big-figures(colors: brand-color)[", "]" },
  summary = { "#summary[", "]" },
  lead = { "#lead(colors: brand-color)[", "]" },
  limits = { "#limits(colors: brand-color)[", "]" },
  finding = { "#finding(\"%s\", colors: brand-color)[", "]" },
  answers = { "#answers[", "]" },
  actions = { "#actions(colors: brand-color)[", "]" },
  glossary = { "#in-columns[", "]" },
  digests = { "#in-columns(is-whole: true)[", "]" },
  quote = { "#pull-quote(colors: brand-color)[", "]" },
  territory = { "#territory[", "]" },
  solution = { "#solution(colors: brand-color)[", "]" },
  ["solution-head"] = { "#solution-head(", ")" },
  ["solution-halves"] = { "#solution-halves(", ")" },
  index = { "#index[", "]" },
  cards = { "#cards(colors: brand-color, ", ")" },
  card = { "(", ")," },
  ["figure-data"] = { "#figure-data(rows: %d, letters: %d, [", "])" },
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

-- How many rows the tables of the div have below their heads.
local function row_count(div)
  local count = 0
  div:walk({
    Table = function(element)
      for _, body in ipairs(element.bodies) do
        count = count + #body.body
      end
    end,
  })
  return count
end

-- How wide a table is, in letters of the widest cell of each column and of its head, of which a long one breaks between
-- words. The first column may break into two lines, another where it holds a phrase, but no list; three letters part two
-- columns.
local LONGEST_LINE, LONGEST_PHRASE, LONGEST_HEAD, BETWEEN = 30, 60, 9, 3

local function letters_in(text)
  return utf8.len(pandoc.utils.stringify(text))
end

local function widest_cells(element)
  local widest = {}
  local function widen(column, letters)
    widest[column] = math.max(widest[column] or 0, letters)
  end
  for column, cell in ipairs(element.head.rows[1].cells) do
    local head = pandoc.utils.stringify(cell.contents)
    for part in head:gmatch(letters_in(head) > LONGEST_HEAD and "%S+" or ".+") do
      widen(column, letters_in(part))
    end
  end
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      for column, cell in ipairs(row.cells) do
        widen(column, letters_in(cell.contents))
      end
    end
  end
  return widest
end

local function letters_across(element)
  local letters = 0
  for column, most in ipairs(widest_cells(element)) do
    local line = most > LONGEST_PHRASE and most or math.min(most, LONGEST_LINE)
    letters = letters + BETWEEN + (column == 1 and math.ceil(most / 2) or line)
  end
  return letters
end

local function letter_count(div)
  local most = 0
  div:walk({
    Table = function(element)
      most = math.max(most, letters_across(element))
    end,
  })
  return most
end

-- What the opening of a class is given of its div.
local function arguments(class, div)
  if class == "finding" then
    return (div.attributes.chapter or ""):gsub("[^%w-]", "")
  elseif class == "figure-data" then
    return row_count(div), letter_count(div)
  end
end

-- Tables of figure data, and those of half a page, stand in columns as high as their rows need: rows.lua leaves them
-- alone.
local function in_narrow_columns(div)
  return div:walk({
    Table = function(element)
      element.attributes["in-columns"] = "true"
      return element
    end,
  })
end

-- Tables one above the other in half a page have the same columns: rows.lua counts on it.
local halves = 0

local function in_half(div)
  halves = halves + 1
  return div:walk({
    Table = function(element)
      element.attributes["half"] = tostring(halves)
      return element
    end,
  })
end

-- The heads of columns of a digit or two go over several lines: they would leave words of other columns no room.
local FEW_LETTERS, MANY_COLUMNS = 4, 5

local function break_heads(element)
  local heads = element.head.rows[1].cells
  local widest = widest_cells({ head = { rows = { { cells = {} } } }, bodies = element.bodies })
  for column, cell in ipairs(#heads >= MANY_COLUMNS and heads or {}) do
    if (widest[column] or 0) <= FEW_LETTERS then
      cell.contents = cell.contents:walk({ Space = pandoc.LineBreak })
    end
  end
end

-- Columns as wide as what they hold: pandoc gives those of a table with long lines parts of the page.
local function without_widths(div)
  return div:walk({
    Table = function(element)
      break_heads(element)
      element.colspecs = element.colspecs:map(function(column) return { column[1] } end)
      return element
    end,
  })
end

-- Tables in smaller letters, or wider than the text, leave more room for words: rows.lua counts on it.
local SMALLER = { small = "small", form = "small", solution = "small", ["figure-data"] = "smallest" }

local function in_letters(div, letters)
  return div:walk({
    Table = function(element)
      element.attributes["letters"] = letters
      return element
    end,
  })
end

-- On paper, the entries of one question follow it in one paragraph: nested, each short one would take a line.
local function run_on(div)
  local opening = div.classes:includes("long") and "#evidence(colors: brand-color, is-long: true)["
  local blocks = pandoc.Blocks({ typst(opening or "#evidence(colors: brand-color)[") })
  blocks:extend(div.content:walk({
    BulletList = function(list)
      return pandoc.BulletList(list.content:map(function(item)
        local line = pandoc.Inlines({})
        for position, block in ipairs(item) do
          if block.t == "BulletList" then
            for number, entry in ipairs(block.content) do
              line:insert(number == 1 and pandoc.Space() or pandoc.Str(" \u{00B7} "))
              line:extend(pandoc.utils.blocks_to_inlines(entry))
            end
          elseif block.content then
            line:extend(position > 1 and { pandoc.Space() } or {})
            line:extend(block.content)
          end
        end
        return { pandoc.Plain(line) }
      end))
    end,
  }))
  blocks:insert(typst("]"))
  return blocks
end

-- On paper a term and its meaning share a line: pandoc would put the meaning in a block of its own.
local function run_in(div)
  return div.content:walk({
    DefinitionList = function(list)
      return pandoc.BulletList(list.content:map(function(entry)
        local line = pandoc.Inlines({ pandoc.Strong(entry[1]), pandoc.RawInline("typst", "#after-term;") })
        line:extend(pandoc.utils.blocks_to_inlines(entry[2][1]))
        return { pandoc.Plain(line) }
      end))
    end,
  })
end

-- On paper, the annex with the data of the figures: its title, then its words. In HTML they unfold below each figure.
local function annex(div)
  local title, words = pandoc.Inlines(div.content[1].content), { table.unpack(div.content, 2) }
  title:insert(1, pandoc.RawInline("typst", "#figure-annex(["))
  title:insert(pandoc.RawInline("typst", "], ["))
  local blocks = pandoc.Blocks({ pandoc.Plain(title) })
  blocks:extend(words)
  blocks:insert(typst("])"))
  return blocks
end

-- Around an exhibit that this booklet leaves out: it would hold the words above it to what follows.
local function is_empty(div)
  return #div.content:filter(function(block) return block.t ~= "Div" or not is_empty(block) end) == 0
end

function Div(div)
  if div.classes:includes("figure-annex") then
    return FORMAT:match("typst") and annex(div) or {}
  end
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
    elseif class == "evidence" then
      return run_on(div)
    elseif class == "data-label" then
      return {} -- the running footer says it
    elseif class == "figure-data" and row_count(div) == 0 then
      return div.content -- a sentence stands where no figure could be drawn
    elseif WRAPPED[class] and is_empty(div) then
      return {}
    elseif WRAPPED[class] then
      local before, after = table.unpack(WRAPPED[class])
      local blocks = pandoc.Blocks({ typst(before:format(arguments(class, div))) })
      if class == "answers" or class == "halves" or class == "solution-halves" or class == "figure-data" then
        div = in_narrow_columns(div)
      end
      div = class == "half" and in_half(div) or div
      div = class == "figure-data" and without_widths(div) or div
      div = SMALLER[class] and in_letters(div, SMALLER[class]) or div
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

-- On paper the first sentence of a chapter is set large, where its first block is a paragraph and the sentence is short.
-- The parts of a sheet, which have no number, are no chapters.
local LONGEST_STANDFIRST = 170

local function ends_sentence(inlines, position)
  local here, space, after = inlines[position], inlines[position + 1], inlines[position + 2]
  local is_end = here.t == "Str" and here.text:match("[.?!]$")
  if not is_end or after == nil then
    return is_end and position == #inlines
  end
  return space.t:match("^S%a*$") and after.t == "Str" and after.text:match("^[%u\xC3]") ~= nil
end

local function first_sentence(paragraph)
  for position = 1, #paragraph.content do
    if ends_sentence(paragraph.content, position) then
      return position
    end
  end
end

local function with_standfirst(blocks)
  local found = pandoc.Blocks({})
  for position, block in ipairs(blocks) do
    local above = blocks[position - 1]
    local opens = above and above.t == "Header" and above.level == 1 and not above.classes:includes("unnumbered")
    local last = block.t == "Para" and opens and first_sentence(block)
    local sentence = last and pandoc.Inlines({ table.unpack(block.content, 1, last) })
    if sentence and utf8.len(pandoc.utils.stringify(sentence)) <= LONGEST_STANDFIRST then
      found:extend({ typst("#standfirst(colors: brand-color)["), pandoc.Para(sentence), typst("]") })
      if last < #block.content then
        found:insert(pandoc.Para({ table.unpack(block.content, last + 2) }))
      end
    else
      found:insert(block)
    end
  end
  return found
end

-- On paper the few words that introduce a list or a table stay on the page where it begins, and their heading with them;
-- so do words in bold that stand alone, whatever they head.
local LONGEST_INTRODUCTION = 200
local TABLES = { "^#figure%(%[", "^#small%[", "^#form%[", "^#in%-columns%(is%-whole" }

local function is_introduced(block)
  if block.t == "RawBlock" then
    for _, table_opens in ipairs(TABLES) do
      if block.text:match(table_opens) then
        return true
      end
    end
  end
  return block.t == "BulletList" or block.t == "Table"
end

local function is_heading(block)
  return block.t == "Para" and #block.content == 1 and block.content[1].t == "Strong"
end

-- The tables of answers, which may stand in smaller letters, and all paragraphs between them and their heading.
local function leads_to_answers(blocks, position)
  local block = blocks[position]
  if block and (block.t == "Para" or block.t == "RawBlock" and block.text:match("^#small%[")) then
    return leads_to_answers(blocks, position + 1)
  end
  return block and block.t == "RawBlock" and block.text:match("^#answers") ~= nil
end

local function with_introductions(blocks)
  local found = pandoc.Blocks({})
  for position, block in ipairs(blocks) do
    local below = blocks[position + 1]
    local introduces = below and (is_heading(block) or block.t == "Para" and is_introduced(below))
    local is_short = utf8.len(pandoc.utils.stringify(block)) <= LONGEST_INTRODUCTION
    if introduces and is_short or block.t == "Para" and leads_to_answers(blocks, position + 1) then
      found:extend({ typst("#introduction["), block, typst("]") })
    else
      found:insert(block)
    end
  end
  return found
end

function Pandoc(doc)
  if FORMAT:match("typst") then
    doc.blocks = with_introductions(with_standfirst(doc.blocks))
    return doc
  end
end
