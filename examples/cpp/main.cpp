// A second factor that is kept in a file.
//
//     second-factor import FILE    takes over a base32 secret, read from standard input
//     second-factor verify FILE    verifies a code, read from standard input: accepted, rejected or locked
//
// Exit status: 0 done or accepted, 1 not accepted, 2 an error, which lets nobody in either.

#include "file.hpp"
#include "mfa.hpp"

#include <ctime>
#include <iostream>
#include <string>

namespace {

enum { DONE = 0, NOT_ACCEPTED = 1, FAILED = 2 };

// What an attempt calls before it answers: whoever is accepted is accepted only once this is on the disk.
auto store_in(const person_file &file, const mfa::bytes &secret)
{
    return [&](const mfa_next &next) -> std::uint32_t {
        // Verifying and adding want states stored and nothing else. Of one authenticator there is one.
        if (next.parts != MFA_PART_STATES || next.states_size != MFA_STATE_LENGTH)
            return MFA_COMMIT_UNKNOWN;
        mfa::bytes content(next.states, next.states + next.states_size);
        content.insert(content.end(), secret.begin(), secret.end());
        // The lock is ours since the file was read, so there is no conflict to find.
        file.write(content);
        return MFA_COMMIT_STORED;
    };
}

int verify(const person_file &file, const std::string &typed)
{
    const auto content = file.read();
    if (content.size() < MFA_STATE_LENGTH)
        throw mfa::error(MFA_ERROR_STATE_LENGTH);
    const mfa::bytes secret(content.begin() + MFA_STATE_LENGTH, content.end());
    const mfa::credential credential{mfa::secret(secret)};
    mfa::attempt attempt;
    mfa_person_verify(attempt.begin(), credential.get(), 1, content.data(), MFA_STATE_LENGTH,
                      static_cast<std::uint64_t>(std::time(nullptr)), typed.data(), typed.size(), nullptr);
    const auto answer = attempt.commit(store_in(file, secret));

    if (answer.accepted()) {
        std::cout << "accepted\n";
        if (answer.verdict.failures_before > 0)
            std::cout << "wrong codes before this one: " << answer.verdict.failures_before << '\n';
        return DONE;
    }
    // The verdict's reason is for logs, never for whoever typed the code.
    if (answer.result == MFA_LOCKED)
        std::cout << "locked until " << answer.verdict.locked_until << '\n';
    else if (answer.result == MFA_CLOSED)
        std::cout << "closed: ask an administrator\n";
    else
        std::cout << "rejected\n";
    return NOT_ACCEPTED;
}

// Makes a person who has this one authenticator.
int take_over(const person_file &file, const std::string &base32)
{
    if (file.exists())
        throw std::runtime_error("the file is there already");
    const mfa::secret secret(base32);
    const mfa::credential credential(secret);
    const auto exposed = secret.expose();
    std::uint8_t standing[MFA_STANDING_LENGTH];
    mfa::must(mfa_standing_init(standing, sizeof standing));
    mfa::attempt attempt;
    mfa_person_add(attempt.begin(), nullptr, 0, standing, sizeof standing, credential.get(), 0);
    const auto answer = attempt.commit(store_in(file, exposed));
    if (answer.result != MFA_CHANGED)
        throw mfa::error(answer.result);
    return DONE;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string command = argc == 3 ? argv[1] : "";
    if (command != "import" && command != "verify") {
        std::cerr << "usage: second-factor import|verify FILE\n";
        return FAILED;
    }
    try {
        // First the line, then the lock: nobody waits for somebody who types.
        std::string line;
        std::getline(std::cin, line);
        const person_file file(argv[2]);
        return command == "import" ? take_over(file, line) : verify(file, line);
    } catch (const std::exception &error) {
        std::cerr << "second-factor: " << error.what() << '\n';
        return FAILED;
    }
}
