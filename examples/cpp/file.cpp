#include "file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace {

[[noreturn]] void fail(const std::string &path)
{
    throw std::system_error(errno, std::generic_category(), path);
}

// An open file.
struct opened {
    opened(const std::string &path, int flags) : path(path), number(::open(path.c_str(), flags | O_CLOEXEC, 0600))
    {
        if (number < 0)
            fail(path);
    }
    ~opened()
    {
        if (number >= 0)
            ::close(number);
    }
    opened(const opened &) = delete;
    opened &operator=(const opened &) = delete;

    void sync() const
    {
        if (::fsync(number) != 0)
            fail(path);
    }
    // A disk may say only now that it is full.
    void close()
    {
        if (::close(std::exchange(number, -1)) != 0)
            fail(path);
    }

    const std::string path;
    int number;
};

std::string folder_of(const std::string &path)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

} // namespace

// A file of its own is locked, for the person's is replaced each time. It is never removed; the lock dies with us.
person_file::person_file(std::string given) : path(std::move(given)), lock(-1)
{
    opened file(path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW);
    while (::flock(file.number, LOCK_EX) != 0)
        if (errno != EINTR)
            fail(file.path);
    lock = std::exchange(file.number, -1);
}

person_file::~person_file()
{
    ::close(lock);
}

bool person_file::exists() const
{
    struct stat seen;
    if (::lstat(path.c_str(), &seen) == 0)
        return true;
    if (errno != ENOENT)
        fail(path);
    return false;
}

mfa::bytes person_file::read() const
{
    opened file(path, O_RDONLY | O_NOFOLLOW);
    mfa::bytes content(1024); // more than any has
    std::size_t length = 0;
    while (length < content.size()) {
        const auto got = ::read(file.number, content.data() + length, content.size() - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(path);
        if (got == 0)
            break;
        length += static_cast<std::size_t>(got);
    }
    content.resize(length);
    return content;
}

void person_file::write(const mfa::bytes &content) const
{
    const auto beside = path + ".new";
    // One that a crash left is not written over: its mode and its owner could be anything.
    if (::unlink(beside.c_str()) != 0 && errno != ENOENT)
        fail(beside);
    opened file(beside, O_WRONLY | O_CREAT | O_EXCL);
    for (std::size_t written = 0; written < content.size();) {
        const auto put = ::write(file.number, content.data() + written, content.size() - written);
        if (put < 0 && errno != EINTR)
            fail(beside);
        if (put > 0)
            written += static_cast<std::size_t>(put);
    }
    file.sync();
    file.close();
    if (::rename(beside.c_str(), path.c_str()) != 0)
        fail(path);
    // A new name in a folder is there after a power cut only when the folder is synced.
    opened(folder_of(path), O_RDONLY | O_DIRECTORY).sync();
}
