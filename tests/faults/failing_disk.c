/* A disk that fails where FAILING_DISK says: a file with a line for each, `read`, `write` or `sync`, a space, and what
   the path of the file has in it. Asked anew at each call, so that a disk fails and is well again while a server runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* Past every function that stands below: whether this call on this file is to fail. */
static int fails(const char *call, int file) {
    const char *list = getenv("FAILING_DISK");
    if (!list) return 0;
    char said[2000], link[40], path[4000];
    int opened = syscall(SYS_openat, AT_FDCWD, list, O_RDONLY | O_CLOEXEC);
    if (opened < 0) return 0;
    long length = syscall(SYS_read, opened, said, sizeof said - 1);
    syscall(SYS_close, opened);
    if (length <= 0) return 0;
    said[length] = 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    if ((length = readlink(link, path, sizeof path - 1)) < 0) return 0;
    path[length] = 0;
    char *rest = said, *line;
    while ((line = strsep(&rest, "\n"))) {
        size_t of = strlen(call);
        if (!strncmp(line, call, of) && line[of] == ' ' && strstr(path, line + of + 1)) return 1;
    }
    return 0;
}

#define CALL(type, name, kind, file, parameters, arguments)                                                            \
    type name parameters {                                                                                             \
        static type(*real) parameters;                                                                                 \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);                                                 \
        if (fails(kind, file)) {                                                                                       \
            errno = EIO;                                                                                               \
            return -1;                                                                                                 \
        }                                                                                                              \
        return real arguments;                                                                                         \
    }

CALL(ssize_t, read, "read", f, (int f, void *to, size_t size), (f, to, size))
CALL(ssize_t, pread, "read", f, (int f, void *to, size_t size, off_t at), (f, to, size, at))
CALL(ssize_t, pread64, "read", f, (int f, void *to, size_t size, off64_t at), (f, to, size, at))
CALL(ssize_t, sendfile, "read", f, (int out, int f, off_t *at, size_t size), (out, f, at, size))
CALL(ssize_t, sendfile64, "read", f, (int out, int f, off64_t *at, size_t size), (out, f, at, size))
CALL(ssize_t, write, "write", f, (int f, const void *from, size_t size), (f, from, size))
CALL(ssize_t, pwrite, "write", f, (int f, const void *from, size_t size, off_t at), (f, from, size, at))
CALL(ssize_t, pwrite64, "write", f, (int f, const void *from, size_t size, off64_t at), (f, from, size, at))
CALL(int, fsync, "sync", f, (int f), (f))
CALL(int, fdatasync, "sync", f, (int f), (f))
