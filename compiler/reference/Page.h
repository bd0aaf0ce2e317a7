// Pages of the reference as HTML.
#pragma once

#include <string>
#include <vector>

namespace nestor::reference {

/// Something that the search finds.
struct SearchTarget {
  std::string title; // `optim.adam`, or the heading of a document
  std::string place; // `optim.html#adam`
  std::string text;  // what is said first
};

struct Page {
  std::string file;  // `optim.html`
  std::string title; // in the list of pages
  std::string body;  // HTML
  std::vector<SearchTarget> targets;
};

/// `text` where HTML would read it as markup.
std::string escaped(const std::string &text);
/// Markdown (GitHub's tables, code fences) as HTML. In a comment `<` is itself,
/// in a document it may begin HTML.
enum class Markup { Comment, Document };
std::string markdownAsHtml(const std::string &text, Markup markup);
/// The first sentence of Markdown, without markup.
std::string firstSentence(const std::string &text);
/// A heading as the part of an address behind `#`, as GitHub makes it.
std::string anchorOf(const std::string &heading);

/// A document in Markdown; headings get anchors, and links to other documents
/// lead to their pages.
Page documentPage(const std::string &name, const std::string &markdown);

/// The whole page, with the list of all.
std::string pageAsHtml(const Page &page, const std::vector<Page> &modules,
                       const std::vector<Page> &documents);

} // namespace nestor::reference
