/// The one place where a tensor's element becomes text.
#include "log/FormatNumber.h"

#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace nestor {

template <typename T> static T load(const LeafValue &value, int64_t i) {
  T element;
  std::memcpy(&element, value.data + i * static_cast<int64_t>(sizeof(T)),
              sizeof(T));
  return element;
}

/// The sign of a nan depends on the processor and tells nothing: left out.
template <typename Real>
static std::string formatReal(Real number, Digits digits) {
  if (std::isnan(number))
    return "nan";
  if (digits == Digits::Short)
    return fmt::format("{:.6g}", number);
  return fmt::format("{}", number);
}

std::string formatElement(const LeafValue &value, int64_t i, Digits digits) {
  switch (value.leaf->type) {
  case ElementType::F32:
    return formatReal(load<float>(value, i), digits);
  case ElementType::F64:
    return formatReal(load<double>(value, i), digits);
  case ElementType::I32:
    return fmt::format("{}", load<int32_t>(value, i));
  case ElementType::I64:
    return fmt::format("{}", load<int64_t>(value, i));
  case ElementType::BF16: {
    // The upper half of a binary32.
    uint32_t bits = uint32_t(load<uint16_t>(value, i)) << 16;
    float wide;
    std::memcpy(&wide, &bits, sizeof wide);
    return formatReal(wide, digits);
  }
  case ElementType::U8:
    return fmt::format("{}", load<uint8_t>(value, i));
  case ElementType::Bool:
    return load<char>(value, i) != 0 ? "true" : "false";
  case ElementType::Text:
    return value.leaf->item;
  }
  return "";
}

std::vector<std::pair<std::string, std::string>>
comparedNumbers(const std::vector<LeafValue> &leaves) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (size_t i = 1; i + 1 < leaves.size(); i += 2) {
    auto both = [&](Digits digits) {
      return std::pair(formatElement(leaves[i], 0, digits),
                       formatElement(leaves[i + 1], 0, digits));
    };
    auto brief = both(Digits::Short), exact = both(Digits::Exact);
    bool hidesMore = brief.first == brief.second && exact.first != exact.second;
    pairs.push_back(hidesMore ? exact : brief);
  }
  return pairs;
}

std::string quoteJson(const std::string &text) {
  return nlohmann::json(text).dump(/*indent=*/-1, /*indent_char=*/' ',
                                   /*ensure_ascii=*/false,
                                   nlohmann::json::error_handler_t::replace);
}

} // namespace nestor
