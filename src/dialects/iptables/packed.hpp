// Pointers and texts without the alignment of pointers, for the many small nodes of a syntax tree.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "net/address.hpp"

namespace lyncgate::iptables {

/// A pointer that may stand at any address divisible by 4.
template<typename T>
class alignas(4) Packed {
public:
    Packed() : Packed(nullptr) {}
    Packed(T* pointer) { std::memcpy(bytes_.data(), &pointer, sizeof pointer); }
    T* get() const {
        T* pointer = nullptr;
        std::memcpy(&pointer, bytes_.data(), sizeof pointer);
        return pointer;
    }
    T* operator->() const { return get(); }

private:
    std::array<unsigned char, sizeof(T*)> bytes_;
};

/// A word of the text (or of Ruleset::texts).
class Name {
public:
    Name() = default;
    Name(std::string_view text) : begin_(text.data()), size_(static_cast<std::uint32_t>(text.size())) {}
    std::string_view text() const { return {begin_.get(), size_}; }
    operator std::string_view() const { return text(); }
    bool empty() const { return size_ == 0; }
    friend bool operator==(const Name& a, std::string_view b) { return a.text() == b; }

private:
    Packed<const char> begin_;
    std::uint32_t size_ = 0;
};

/// The addresses that agree with `address` in the bits of `mask`; a mask may be scattered.
struct MaskedAddress {
    Address address = Address::v4(0);
    Value mask = 0;
};

/// Masked addresses of one family; IPv4 ones take 8 bytes each.
class AddressPool {
public:
    std::size_t size() const { return four_.size() + six_.size(); }
    void push_back(const MaskedAddress& one) {
        if (one.address.family() == Family::ipv4) {
            four_.push_back({static_cast<std::uint32_t>(one.address.bits()), static_cast<std::uint32_t>(one.mask)});
        } else {
            six_.push_back(one);
        }
    }
    void push_back_ipv4(std::uint32_t address, std::uint32_t mask) { four_.push_back({address, mask}); }
    void pop_back() { four_.empty() ? six_.pop_back() : four_.pop_back(); }
    MaskedAddress operator[](std::size_t place) const {
        return four_.empty() ? six_[place] : MaskedAddress{Address::v4(four_[place][0]), four_[place][1]};
    }
    MaskedAddress back() const { return (*this)[size() - 1]; }
    /// Makes room for so many addresses of the family.
    void reserve(std::size_t count, Family family) {
        family == Family::ipv4 ? four_.reserve(count) : six_.reserve(count);
    }

private:
    std::vector<std::array<std::uint32_t, 2>> four_;
    std::vector<MaskedAddress> six_;
};

}  // namespace lyncgate::iptables
