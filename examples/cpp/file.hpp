// A person's file: 64 bytes of state, and behind them the secret of the one authenticator.

#pragma once

#include "mfa.hpp"

#include <string>

// The file, locked as long as this lives: of two logins at the same time one waits for the other.
class person_file {
public:
    explicit person_file(std::string path);
    ~person_file();
    person_file(const person_file &) = delete;
    person_file &operator=(const person_file &) = delete;

    bool exists() const;
    mfa::bytes read() const;
    // Replaces the file, or makes it. If it throws, nobody knows what the disk holds.
    void write(const mfa::bytes &content) const;

private:
    const std::string path;
    int lock;
};
