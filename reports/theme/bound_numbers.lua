-- On paper a number stays on the line of the words that bound it (« de 12 à 34 », « plus de 6 semaines », « environ 30 ») and
-- of the name that it ends (« Projet 12 », « typst 0.15.0 »). It runs before blocks.lua, which lays the annex of evidence open.

if not FORMAT:match("typst") then
  return {}
end

local function set(words)
  local found = {}
  for _, word in ipairs(words) do
    found[word] = true
  end
  return found
end

local BOUNDS = set({ "de", "à", "environ", "about", "from", "than", "to" })
-- « plus de 6 » stays whole.
local COMPARISONS = set({ "plus", "moins", "près", "more", "less" })
-- « 19 ou 25 », « 0 to 10 », « −3,1 à +4,8 »: two bare numbers stay together where both are short.
local BETWEEN = set({ "à", "ou", "to", "or" })
local LONGEST_BARE = 4
local NAME = "^%u%l+$"
local TOOL, VERSION = "^%l+$", "^%d+%.%d+%.%d"
local SPACES = set({ "Space", "SoftBreak" })
local MINUS = "\u{2212}"

local function first_word(inline)
  local inside = inline and not inline.text and inline.content
  return inside and first_word(inside[1]) or inline and inline.text or ""
end

local function last_word(inline)
  local inside = inline and not inline.text and inline.content
  return inside and last_word(inside[#inside]) or inline and inline.text or ""
end

local function without_bracket(word)
  return (word:gsub("^[(%[]", ""))
end

local function without_sign(word)
  return (word:gsub("^" .. MINUS, ""):gsub("^%+", ""))
end

local function is_number(word)
  return without_sign(word):match("^%d") ~= nil
end

-- « de 6 semaines », where data already bind the number.
local function is_bound_number(word)
  local comparing, number = word:match("^(%l+)\u{00A0}(.+)$")
  return BOUNDS[comparing] and is_number(number)
end

local function is_bare(word)
  local number = without_sign(without_bracket(word)):gsub("\u{202F}[;:]$", ""):gsub("[)%].,;:]+$", "")
  return number:match("^[%d,.]+$") ~= nil and #number <= LONGEST_BARE
end

local function joins_bare_numbers(before, word, after)
  return BETWEEN[word] and is_bare(before) and is_bare(after)
end

-- « à 34 », where data have bound the two.
local function bound_end(word)
  local between, number = word:match("^(%S-)\u{00A0}(.+)$")
  return BETWEEN[between] and number
end

-- « (−42,6 % », « (de −25 points », its first word before it or bound to it.
local function begins_interval(opening, word)
  local number = without_bracket(word)
  return is_number(number:match("^%l+\u{00A0}(.+)$") or number) and (word:match("^[(%[]") or opening:match("^[(%[]%l+$"))
end

-- « (−42,6 % à +20,9 %) », « (de −25 points à 18 points) », « [−3,1 ; 2,0] »: an interval is not parted within its brackets.
local function ends_interval(opening, before, after)
  local number = bound_end(after) or before:match(";$") and after or ""
  return begins_interval(opening, before) and is_number(number) and number:match("[)%]][,.]?$")
    or bound_end(after) and is_bare(before) and is_bare(number)
end

local function is_space(inline)
  return inline ~= nil and SPACES[inline.t] == true
end

local function word_at(inlines, place)
  return without_bracket(first_word(inlines[place]))
end

local function holds(inlines, place)
  local before, after = word_at(inlines, place - 1), first_word(inlines[place + 1])
  if COMPARISONS[before] then
    local is_split = BOUNDS[after] and is_space(inlines[place + 2]) and is_number(first_word(inlines[place + 3]))
    return is_split or is_bound_number(after)
  end
  return is_number(after) and (BOUNDS[before] or before:match(NAME))
    or before:match(TOOL) and after:match(VERSION)
    or ends_interval(last_word(inlines[place - 3]), last_word(inlines[place - 1]), after)
    or joins_bare_numbers(last_word(inlines[place - 1]), after, first_word(inlines[place + 3]))
    or joins_bare_numbers(last_word(inlines[place - 3]), before, after)
end

local function bound(inlines)
  local held = {}
  for place = 2, #inlines - 1 do
    held[place] = is_space(inlines[place]) and holds(inlines, place)
  end
  for place, is_held in pairs(held) do
    inlines[place] = is_held and pandoc.Str("\u{00A0}") or inlines[place]
  end
  return inlines
end

-- The annex of evidence holds most numbers, in running lines: it breaks where it will, and costs no time here.
local function is_evidence(block)
  return block.t == "Div" and block.classes:includes("evidence")
end

function Pandoc(doc)
  doc.blocks = doc.blocks:map(function(block)
    return is_evidence(block) and block or block:walk({ Inlines = bound })
  end)
  return doc
end
