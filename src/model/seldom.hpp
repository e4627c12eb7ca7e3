// Storage for what few rules have, so that the many others stay small.
#pragma once

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace lyncgate {

/// A value that is seldom there: one pointer when it is not. Copies are deep.
template<typename T>
class Seldom {
public:
    Seldom() = default;
    Seldom(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Seldom(const Seldom& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Seldom(Seldom&&) noexcept = default;
    Seldom& operator=(Seldom other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }

    explicit operator bool() const { return value_ != nullptr; }
    bool has_value() const { return value_ != nullptr; }
    const T& operator*() const { return *value_; }
    T& operator*() { return *value_; }
    const T* operator->() const { return value_.get(); }
    T* operator->() { return value_.get(); }
    void reset() { value_.reset(); }

    /// The value, or one as made by default.
    const T& get() const {
        static const T none{};
        return value_ ? *value_ : none;
    }
    /// The value to be changed; it is made when it is not there.
    T& make() {
        if (!value_) {
            value_ = std::make_unique<T>();
        }
        return *value_;
    }

private:
    std::unique_ptr<T> value_;
};

/// A list that is empty for most rules.
template<typename T>
class SeldomList {
public:
    SeldomList() = default;
    SeldomList(std::vector<T> list) {
        if (!list.empty()) {
            list_ = std::move(list);
        }
    }
    SeldomList(std::initializer_list<T> list) : SeldomList(std::vector<T>(list)) {}

    const std::vector<T>& all() const { return list_.get(); }
    bool empty() const { return !list_; }
    std::size_t size() const { return all().size(); }
    auto begin() const { return all().begin(); }
    auto end() const { return all().end(); }
    const T& front() const { return all().front(); }
    T& back() { return list_.make().back(); }
    const T& operator[](std::size_t place) const { return all()[place]; }
    void push_back(T value) { list_.make().push_back(std::move(value)); }
    void append(const std::vector<T>& more) {
        if (!more.empty()) {
            list_.make().insert(list_.make().end(), more.begin(), more.end());
        }
    }
    /// The list to be changed; it must not be left empty.
    std::vector<T>& make() { return list_.make(); }
    void clear() { list_.reset(); }
    operator const std::vector<T>&() const { return all(); }

private:
    Seldom<std::vector<T>> list_;
};

}  // namespace lyncgate
