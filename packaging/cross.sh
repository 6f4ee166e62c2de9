# shellcheck shell=bash
# Builds for other systems than this one; sourced by scripts, which stand at the top of the repository.
#
# Owns which compiler, which standard library and which linker make a program for a target. Where
# rustup has no standard library for it, the distribution's compiler builds its own from source (Cargo,
# "build-std"; Debian: rustc-web, cargo-web, rust-web-src). What the program is built for is the caller's.

# absolute PATH: without dots; macOS' realpath knows none of a file that is not there yet.
absolute() { python3 -c 'import os, sys; print(os.path.abspath(sys.argv[1]))' "$1"; }

# cross_packages TARGET: Debian's packages that are missing for it, one a line.
cross_packages() {
    case $1 in
        x86_64-pc-windows-gnu) command -v x86_64-w64-mingw32-gcc >/dev/null || echo gcc-mingw-w64-x86-64 ;;
        *-linux-musl) command -v musl-gcc >/dev/null || echo musl-tools ;;
        aarch64-unknown-linux-gnu) command -v aarch64-linux-gnu-gcc >/dev/null || printf '%s\n' gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
    esac
    cross_has_library "$1" || [ -d /usr/lib/rustlib/src ] || printf '%s\n' rustc-web cargo-web rust-web-src
}

# cross_install TARGET…: has rustup add their standard libraries, and, as root on Debian, installs those
# packages; what cannot be had is found missing later.
cross_install() {
    local packages target
    for target in "$@"; do
        cross_has_library "$target" || ! command -v rustup >/dev/null || rustup target add "$target" || true
    done
    packages=$(for target in "$@"; do cross_packages "$target"; done | sort -u)
    [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    apt-get update -qq || true
    # shellcheck disable=SC2086  # one word for each package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages || true
}

# Whether the compiler that is called rustc here has a standard library for the target.
cross_has_library() { [ -d "$(rustc --print target-libdir --target "$1" 2>/dev/null)" ]; }

# cross_objects TARGET: the folder of its objects, apart from this system's. The distribution's compiler
# has one of its own.
cross_objects() {
    local name=$1
    [ "$1" != x86_64-pc-windows-gnu ] || name=windows
    cross_has_library "$1" || name+=-debian
    printf '%s/%s\n' "$(absolute "${CARGO_TARGET_DIR:-target}")" "$name"
}

# cross_missing TARGET: what it cannot be built without here; nothing where it can.
cross_missing() {
    cross_has_library "$1" || { [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && [ -d /usr/lib/rustlib/src ]; } ||
        echo "neither rustup's library for $1 nor Debian's rustc-web and rust-web-src"
    local compiler
    case $1 in
        x86_64-pc-windows-gnu) compiler=x86_64-w64-mingw32-gcc ;;
        *-linux-musl) compiler=musl-gcc ;;
        aarch64-unknown-linux-gnu) compiler=aarch64-linux-gnu-gcc ;;
        *-apple-darwin) compiler=${ZIG:-zig} ;;
        *) return 0 ;;
    esac
    command -v "$compiler" >/dev/null || echo "$compiler"
}

# cross_cargo TARGET COMMAND ARGUMENT…: cargo, for that target. Exported settings stay in a subshell.
cross_cargo() (
    target=$1 command=$2
    shift 2
    objects=$(cross_objects "$target")
    export CARGO_TARGET_DIR=$objects
    mkdir -p "$objects"
    of_target=${target//-/_}
    case $target in
        x86_64-pc-windows-gnu)
            export AWS_LC_SYS_PREBUILT_NASM=1
            ;;
        *-linux-musl)
            export "CC_$of_target=musl-gcc"
            ;;
        aarch64-unknown-linux-gnu)
            export "CC_$of_target=aarch64-linux-gnu-gcc"
            export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
            ;;
        *-apple-darwin)
            cross_zig "$objects" "${target%%-*}"
            export "CC_$of_target=$objects/zig-cc" "AR_$of_target=$objects/zig-ar" SDKROOT=$objects
            ;;
    esac
    if cross_has_library "$target"; then
        exec cargo "$command" --locked --target "$target" "$@"
    fi
    if [ "$target" = x86_64-unknown-linux-musl ]; then
        cross_musl "$objects"
        # rustup brings musl and an unwinder with its library; here they are Debian's.
        export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER=musl-gcc
        export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS="-C relocation-model=static -C link-self-contained=no -L native=$objects"
    fi
    RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc exec /usr/bin/cargo "$command" --locked \
        -Zbuild-std=std,panic_abort --target "$target" "$@"
)

# cross_musl FOLDER: makes the unwinder that std asks for by the name libunwind out of GCC's, which asks
# the GNU C library where an object's frames are.
cross_musl() {
    musl-gcc -O2 -c packaging/find_object.c -o "$1/find_object.o"
    cp "$(gcc -print-file-name=libgcc_eh.a)" "$1/libunwind.a"
    ar r "$1/libunwind.a" "$1/find_object.o"
}

# cross_zig FOLDER ARCHITECTURE: a C compiler for macOS out of zig's, which knows its headers. Clang's own
# words for the target and the SDK are not for it.
cross_zig() {
    cat >"$1/zig-cc" <<END
#!/usr/bin/env bash
kept=()
while [ \$# -gt 0 ]; do
    case \$1 in
        --target=* | -mmacosx-version-min=* | -mmacos-version-min=*) ;;
        -arch | -isysroot) shift ;;
        *) kept+=("\$1") ;;
    esac
    shift
done
exec ${ZIG:-zig} cc -target $2-macos "\${kept[@]}"
END
    printf '#!/bin/sh\nexec %s ar "$@"\n' "${ZIG:-zig}" >"$1/zig-ar"
    chmod 755 "$1/zig-cc" "$1/zig-ar"
}
