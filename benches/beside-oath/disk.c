/* Folders, and the least that replacing a file takes. */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "beside.h"

enum { LARGEST_FILE = 1 << 20 };

void make_folder(const char *path) {
    must(mkdir(path, 0700) == 0 || errno == EEXIST, "a folder cannot be made");
}

void sync_folder(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(folder >= 0 && fsync(folder) == 0 && close(folder) == 0, "a folder cannot be synced");
}

/* By the numbers of statfs(2). In memory there is nothing to wait for, and nothing to learn. */
void say_file_system(const char *path) {
    struct statfs there;
    unsigned long magic;
    const char *name;
    must(statfs(path, &there) == 0, "the file system does not say what it is");
    magic = (unsigned long)there.f_type & 0xffffffff;
    must(magic != 0x01021994 && magic != 0x858458f6, "the folder lies in memory; it has to lie on a disk");
    switch (magic) {
    case 0xef53:
        name = "ext2, ext3 or ext4";
        break;
    case 0x58465342:
        name = "XFS";
        break;
    case 0x9123683e:
        name = "Btrfs";
        break;
    case 0x794c7630:
        name = "overlayfs";
        break;
    case 0xf2f52010:
        name = "F2FS";
        break;
    case 0x2fc12fc1:
        name = "ZFS";
        break;
    default:
        name = "another";
    }
    printf("%s (0x%lx), ", name, magic);
}

/* Writes so many bytes beside a file, syncs them and renames them over it; and syncs the folder. */
void replace_file(const char *folder, size_t size, bool and_sync_folder) {
    static char bytes[LARGEST_FILE];
    char path[LONGEST_PATH], new_path[LONGEST_PATH];
    int file;
    must(size <= sizeof bytes, "a file is too large");
    path_in(path, folder, "file");
    path_in(new_path, folder, "file.new");
    file = open(new_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    must(file >= 0 && write(file, bytes, size) == (ssize_t)size && fsync(file) == 0 && close(file) == 0 &&
             rename(new_path, path) == 0,
         "a file cannot be replaced");
    if (and_sync_folder) {
        sync_folder(folder);
    }
}
