// One long array of a JSON document, element by element, without a document in memory that is many times its text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lyncgate {

/// A document taken apart at one array.
struct SplitDocument {
    std::string rest;                        ///< the document with this array empty
    std::vector<std::string_view> elements;  ///< texts of its elements, not yet looked into; views into the document
};

/// Splits an object at the array that is its member `key`; empty when there is none. Looks at brackets, commas and
/// strings only: whether `rest` and the elements are well formed is for whoever parses them to say.
std::optional<SplitDocument> split_at_array(std::string_view document, std::string_view key);

}  // namespace lyncgate
