// Views in twelve bytes, for what a rule set holds by the million.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <string_view>
#include <type_traits>

namespace lyncgate::pf {

/// Things in a row that another owns and that do not change: what `std::span<const T>` is, with at most 2^32 - 1
/// members, and aligned to four bytes.
template<typename T>
class List {
public:
    using value_type = T;

    List() = default;
    List(const T* first, std::size_t size)
        : first_(std::bit_cast<Words>(first)), size_(static_cast<std::uint32_t>(size)) {}
    /// All of a range that outlives the list.
    template<std::ranges::contiguous_range Range>
    requires std::is_same_v<std::ranges::range_value_t<Range>, T> && std::ranges::borrowed_range<const Range&>
    List(const Range& range) : List(std::ranges::data(range), std::ranges::size(range)) {}

    const T* data() const { return std::bit_cast<const T*>(first_); }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size_; }
    const T& front() const { return *data(); }
    const T& back() const { return data()[size_ - 1]; }
    const T& operator[](std::size_t place) const { return data()[place]; }

private:
    using Words = std::array<std::uint32_t, sizeof(const T*) / sizeof(std::uint32_t)>;

    Words first_{};
    std::uint32_t size_ = 0;
};

/// A text that another owns.
class ShortText {
public:
    ShortText() = default;
    explicit ShortText(std::string_view text) : characters_(text.data(), text.size()) {}
    template<typename Text>
    requires std::is_convertible_v<const Text&, std::string_view> ShortText& operator=(const Text& text) {
        return *this = ShortText(std::string_view(text));
    }

    operator std::string_view() const { return {characters_.data(), characters_.size()}; }
    bool empty() const { return characters_.empty(); }

private:
    List<char> characters_;
};

}  // namespace lyncgate::pf

template<typename T>
inline constexpr bool std::ranges::enable_borrowed_range<lyncgate::pf::List<T>> = true;
template<typename T>
inline constexpr bool std::ranges::enable_view<lyncgate::pf::List<T>> = true;
