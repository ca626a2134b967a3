// libmfa for C++: objects that wipe themselves, errors as exceptions, an attempt that stores before it answers.

#pragma once

#include <mfa.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace mfa {

class error : public std::runtime_error {
public:
    explicit error(mfa_result result) : std::runtime_error(mfa_result_message(result)), result(result) {}
    const mfa_result result;
};

// What is not MFA_OK here is an error. What decides does not go through this: its zero means accepted.
inline void must(mfa_result result)
{
    if (result != MFA_OK)
        throw error(result);
}

// One of libmfa's objects, in place and wiped at the end. Neither copied nor moved: no copy is forgotten.
template <typename Object, void (*Wipe)(Object *)>
class object {
public:
    object(const object &) = delete;
    object &operator=(const object &) = delete;
    const Object *get() const noexcept { return &inner; }

protected:
    object() = default;
    ~object() { Wipe(&inner); }
    Object inner{};
};

// Wipes memory before it is given back: also what a vector leaves behind when it grows, or an exception ends it.
template <typename T>
struct wiping : std::allocator<T> {
    template <typename U>
    struct rebind {
        using other = wiping<U>;
    };
    wiping() = default;
    template <typename U>
    wiping(const wiping<U> &) noexcept
    {
    }
    void deallocate(T *memory, std::size_t count) noexcept
    {
        volatile auto *byte = reinterpret_cast<unsigned char *>(memory);
        for (std::size_t i = 0; i < count * sizeof(T); i++)
            byte[i] = 0;
        std::allocator<T>::deallocate(memory, count);
    }
};

using bytes = std::vector<std::uint8_t, wiping<std::uint8_t>>;

class secret : public object<mfa_secret, mfa_secret_wipe> {
public:
    explicit secret(const bytes &raw) { must(mfa_secret_import(&inner, raw.data(), raw.size())); }
    explicit secret(std::string_view base32) { must(mfa_secret_from_base32(&inner, base32.data(), base32.size())); }

    bytes expose() const
    {
        bytes raw(MFA_SECRET_LONGEST);
        std::size_t length = 0;
        must(mfa_secret_expose(&inner, raw.data(), raw.size(), &length));
        raw.resize(length);
        return raw;
    }
};

class credential : public object<mfa_credential, mfa_credential_wipe> {
public:
    // Without parameters: TOTP, SHA-1, 6 digits, 30 seconds.
    explicit credential(const secret &secret, const mfa_parameters *parameters = nullptr)
    {
        must(mfa_credential_make(&inner, secret.get(), parameters));
    }
};

struct answer {
    mfa_result result;
    mfa_verdict verdict;
    bool accepted() const noexcept { return result == MFA_OK; }
};

class attempt : public object<mfa_attempt, mfa_attempt_wipe> {
public:
    // To be handed to one function that decides. If that fails, commit() gives its error.
    mfa_attempt *begin() noexcept { return &inner; }

    // `store` gets a mfa_next and returns one of MFA_COMMIT_*. What it throws denies, and is thrown from here.
    template <typename Store>
    answer commit(Store &&store)
    {
        struct call {
            Store &store;
            std::exception_ptr thrown;
        } call{store, nullptr};
        // No exception may pass through libmfa.
        const auto run = [](void *context, const mfa_next *next) noexcept -> std::uint32_t {
            auto *call = static_cast<struct call *>(context);
            try {
                return call->store(*next);
            } catch (...) {
                call->thrown = std::current_exception();
                return MFA_COMMIT_UNKNOWN;
            }
        };
        mfa_verdict verdict{};
        verdict.size = sizeof verdict;
        const mfa_result result = mfa_attempt_commit(&inner, run, &call, &verdict);
        if (call.thrown)
            std::rethrow_exception(call.thrown);
        if (result < 0)
            throw error(result);
        return {result, verdict};
    }
};

} // namespace mfa
