/* Runs a command, and writes to a file how long it took and what it used: nanoseconds, microseconds
 * of processors, and kibibytes at its peak.
 *
 *     used FILE COMMAND [ARGUMENT]...
 *
 * Owns the measuring alone. It is no script, for the peak of a process is at least that of whoever
 * started it: a process that is forked from Python has Python's.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int count, char **words) {
    if (count < 3) {
        fprintf(stderr, "usage: used FILE COMMAND [ARGUMENT]...\n");
        return 2;
    }
    long long began = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(words[2], words + 2);
        perror(words[2]);
        _exit(127);
    }
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("used");
        return 2;
    }
    long long took = now() - began;
    FILE *out = fopen(words[1], "w");
    if (!out) {
        perror(words[1]);
        return 2;
    }
    fprintf(out, "%lld %ld %ld\n", took,
            (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L + used.ru_utime.tv_usec + used.ru_stime.tv_usec,
            used.ru_maxrss);
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
