#include "capture/syscallpaths.h"

#include <sys/syscall.h>

namespace rt0::capture {

int pathArgument(std::uint32_t number) {
    switch (number) {
    case SYS_open:
    case SYS_stat:
    case SYS_lstat:
    case SYS_access:
    case SYS_chdir:
    case SYS_mkdir:
    case SYS_rmdir:
    case SYS_unlink:
    case SYS_readlink:
    case SYS_statfs:
    case SYS_execve:
    case SYS_rename:
    case SYS_getxattr:
        return 0;
    case SYS_openat:
    case SYS_newfstatat:
    case SYS_faccessat:
    case SYS_faccessat2:
    case SYS_readlinkat:
    case SYS_unlinkat:
    case SYS_mkdirat:
    case SYS_statx:
    case SYS_execveat:
    case SYS_openat2:
    case SYS_inotify_add_watch:
        return 1;
    default:
        return -1;
    }
}

} // namespace rt0::capture
