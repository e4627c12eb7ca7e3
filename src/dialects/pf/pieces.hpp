// A sequence that grows without moving what is in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

#include "text/large_pages.hpp"

namespace lyncgate::pf {

/// Holds its members in pieces, each as long as everything before it up to a bound, which is at last an eighth of it:
/// short sequences are small, long ones grow without a copy, and members never move.
template<typename T>
class Pieces {
    template<bool Const>
    class Iterator {
        using Piece = std::conditional_t<Const, const std::vector<T>, std::vector<T>>;

    public:
        using value_type = T;
        using reference = std::conditional_t<Const, const T&, T&>;
        using pointer = std::conditional_t<Const, const T*, T*>;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::forward_iterator_tag;

        Iterator() = default;
        Iterator(Piece* piece, std::size_t place) : piece_(piece), place_(place) {}
        reference operator*() const { return (*piece_)[place_]; }
        pointer operator->() const { return &(*piece_)[place_]; }
        Iterator& operator++() {
            if (++place_ == piece_->size()) {
                ++piece_;
                place_ = 0;
            }
            return *this;
        }
        Iterator operator++(int) { return std::exchange(*this, ++Iterator(*this)); }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        Piece* piece_ = nullptr;
        std::size_t place_ = 0;
    };

public:
    using iterator = Iterator<false>;
    using const_iterator = Iterator<true>;

    T& emplace_back() {
        if (pieces_.empty() || pieces_.back().size() == pieces_.back().capacity()) {
            add_piece();
        }
        ++size_;
        return pieces_.back().emplace_back();
    }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& front() const { return pieces_.front().front(); }
    T& back() { return pieces_.back().back(); }

    iterator begin() { return {pieces_.data(), 0}; }
    iterator end() { return {pieces_.data() + pieces_.size(), 0}; }
    const_iterator begin() const { return {pieces_.data(), 0}; }
    const_iterator end() const { return {pieces_.data() + pieces_.size(), 0}; }

private:
    void add_piece() {
        std::vector<T>& piece = pieces_.emplace_back();
        piece.reserve(std::clamp<std::size_t>(size_, 2, std::max<std::size_t>(256, size_ / 8)));
        prefer_large_pages(piece.data(), piece.capacity() * sizeof(T));
    }

    std::vector<std::vector<T>> pieces_;  ///< none is empty
    std::size_t size_ = 0;
};

}  // namespace lyncgate::pf
