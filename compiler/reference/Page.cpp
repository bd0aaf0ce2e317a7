// HTML from Markdown by md4c, and the frame around it.
#include "compiler/reference/Page.h"

#include <fmt/format.h>
#include <md4c-html.h>

#include <cctype>
#include <stdexcept>

namespace nestor::reference {

std::string escaped(const std::string &text) {
  std::string result;
  for (char c : text)
    switch (c) {
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '&':
      result += "&amp;";
      break;
    case '"':
      result += "&quot;";
      break;
    default:
      result += c;
    }
  return result;
}

std::string markdownAsHtml(const std::string &text, Markup markup) {
  std::string html;
  auto append = [](const MD_CHAR *part, MD_SIZE size, void *into) {
    static_cast<std::string *>(into)->append(part, size);
  };
  unsigned flags = MD_DIALECT_GITHUB;
  if (markup == Markup::Comment)
    flags |= MD_FLAG_NOHTML;
  if (md_html(text.data(), MD_SIZE(text.size()), append, &html, flags, 0) != 0)
    throw std::runtime_error("Markdown could not be read");
  return html;
}

std::string firstSentence(const std::string &text) {
  std::string sentence;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool ends = i + 1 == text.size() || std::isspace((unsigned char)text[i + 1]);
    if (c == '\n' && (sentence.empty() || text[i - 1] == '\n'))
      break;
    if (c == '`' && text.compare(i, 3, "```") == 0)
      break;
    if (c == '.' && ends)
      break;
    if (c != '`' && c != '*')
      sentence += c == '\n' ? ' ' : c;
  }
  while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == ':'))
    sentence.pop_back();
  return sentence;
}

std::string anchorOf(const std::string &heading) {
  std::string anchor;
  for (char c : heading)
    if (std::isalnum((unsigned char)c) || c == '-' || c == '_' ||
        (c & 0x80) != 0)
      anchor += char(std::tolower((unsigned char)c));
    else if (c == ' ')
      anchor += '-';
  return anchor;
}

static std::string replaced(std::string text, const std::string &from,
                            const std::string &to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// <h2>Text</h2> gets an anchor, and is found by the search.
static std::string withAnchors(const std::string &html, Page &page,
                               const std::string &document) {
  std::string result;
  size_t at = 0;
  for (;;) {
    size_t open = html.find("<h", at);
    if (open == std::string::npos || open + 4 > html.size())
      break;
    result += html.substr(at, open - at);
    char level = html[open + 2];
    std::string close = fmt::format("</h{}>", level);
    size_t end = html.find(close, open);
    if (level < '1' || level > '6' || html[open + 3] != '>' ||
        end == std::string::npos) {
      result += html[open];
      at = open + 1;
      continue;
    }
    std::string inner = html.substr(open + 4, end - open - 4), plain;
    bool inTag = false;
    for (char c : inner) {
      inTag |= c == '<';
      if (!inTag)
        plain += c;
      inTag &= c != '>';
    }
    std::string anchor = anchorOf(plain);
    page.targets.push_back({plain, page.file + "#" + anchor, document});
    result += fmt::format("<h{0} id=\"{1}\"><a href=\"#{1}\">{2}</a>{3}", level,
                          anchor, inner, close);
    at = end + close.size();
  }
  return result + html.substr(at);
}

Page documentPage(const std::string &name, const std::string &markdown) {
  Page page;
  page.file = name + ".html";
  size_t begin = markdown.find("# ");
  size_t end = markdown.find('\n', begin);
  page.title = begin == std::string::npos
                   ? name
                   : markdown.substr(begin + 2, end - begin - 2);
  // Other documents are pages, too.
  std::string html = replaced(markdownAsHtml(markdown, Markup::Document),
                              ".md\"", ".html\"");
  page.body = withAnchors(replaced(html, ".md#", ".html#"), page, page.title);
  return page;
}

static std::string listOf(const char *title, const std::vector<Page> &pages,
                          const Page &current) {
  if (pages.empty())
    return "";
  std::string list = fmt::format("<h2>{}</h2>\n<ul>\n", title);
  for (const Page &page : pages)
    list += fmt::format("<li><a href=\"{}\"{}>{}</a></li>\n", page.file,
                        page.file == current.file ? " class=\"here\"" : "",
                        escaped(page.title));
  return list + "</ul>\n";
}

std::string pageAsHtml(const Page &page, const std::vector<Page> &modules,
                       const std::vector<Page> &documents) {
  return fmt::format(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{} - Nestor</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav>
<a class="home" href="index.html">Nestor</a>
<input id="search" type="search" placeholder="Search" aria-label="Search" autocomplete="off">
<ul id="found"></ul>
{}{}</nav>
<main>
{}</main>
<script src="search-index.js"></script>
<script src="search.js"></script>
</body>
</html>
)",
                     escaped(page.title), listOf("Documents", documents, page),
                     listOf("Modules", modules, page), page.body);
}

} // namespace nestor::reference
