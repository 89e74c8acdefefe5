# shellcheck shell=bash
# Configures and builds a preset. Sourced after shell.sh and with $root set, never run.

# Compilers that run at once: as many as there are processors, and 1 GiB of memory for each.
build_jobs() {
  local memory processors
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  processors=$(nproc)
  [ "${memory:-1}" -ge 1 ] || memory=1
  printf '%s\n' $((memory < processors ? memory : processors))
}

# build_targets PRESET TARGET…: on a terminal ninja shows its progress, elsewhere only errors do.
build_targets() {
  local root=${root:?} preset=$1 log status=0
  log=$root/build/$preset.log
  shift
  mkdir -p "$root/build"
  if [ ! -f "$root/build/$preset/build.ninja" ]; then
    (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || {
      tail -n 30 "$log" >&2
      die "configuring the build failed; the log is $log"
    }
  fi
  if [ -t 1 ]; then
    NINJA_STATUS='Building [%f/%t] ' ninja -C "$root/build/$preset" -j "$(build_jobs)" "$@" ||
      status=$?
  else
    echo "Building ($preset; the log is $log)"
    ninja -C "$root/build/$preset" -j "$(build_jobs)" "$@" >"$log" 2>&1 || {
      status=$?
      grep -nE '(FAILED: |error: |fatal error)' "$log" | head -n 20 >&2 || true
      tail -n 20 "$log" >&2
    }
  fi
  [ "$status" -eq 0 ] || die "the build failed"
}
