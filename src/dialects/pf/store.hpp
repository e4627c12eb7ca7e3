// Storage for what the statements of a file refer to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dialects/pf/short_view.hpp"
#include "text/large_pages.hpp"

namespace lyncgate::pf {

/// Owns the texts that are not written as such in a source, and the lists of statements. All at fixed addresses, so
/// that views stay valid; given back all at once.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    std::string_view text(std::string_view text) {
        const List<char> kept = list<char>(text);
        return {kept.data(), kept.size()};
    }
    template<typename T>
    List<T> list(std::span<const T> members) {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
        if (members.empty()) {
            return {};
        }
        void* const place = room(members.size_bytes(), alignof(T));
        if (members.size() == 1) {  // as most are: a copy of a known size
            std::memcpy(place, members.data(), sizeof(T));
        } else {
            std::memcpy(place, members.data(), members.size_bytes());
        }
        return {static_cast<const T*>(place), members.size()};
    }
    template<typename T>
    const T* one(const T& member) {
        return list<T>({&member, 1}).data();
    }

private:
    static constexpr std::size_t smallest = 4096;
    static constexpr std::size_t largest = std::size_t{1} << 18;  ///< or an eighth of all before it

    void* room(std::size_t bytes, std::size_t alignment) {
        const std::size_t skip = -used_ & (alignment - 1);
        if (bytes + skip > size_ - used_) {
            size_ = std::max(std::clamp(2 * size_, smallest, std::max(largest, total_ / 8)), bytes);
            total_ += size_;
            pieces_.push_back(std::make_unique_for_overwrite<std::byte[]>(size_));
            prefer_large_pages(pieces_.back().get(), size_);
            used_ = bytes;
            return pieces_.back().get();
        }
        void* const place = pieces_.back().get() + used_ + skip;
        used_ += skip + bytes;
        return place;
    }

    std::vector<std::unique_ptr<std::byte[]>> pieces_;
    std::size_t total_ = 0;  ///< of all pieces
    std::size_t size_ = 0;   ///< of the last piece
    std::size_t used_ = 0;   ///< of it
};

}  // namespace lyncgate::pf
