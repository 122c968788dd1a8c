// A page gives the engine nothing but memory to leave arrays in: what a C++ program asks of its host is answered here,
// so that the module imports nothing.
//
// There are no exceptions: what the engine throws ends the call in a trap, and its sentence is kept.
#include <time.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <typeinfo>

namespace {

char sentence[256];

[[noreturn]] void end(const char* what) {
  std::strncpy(sentence, what, sizeof sentence - 1);
  __builtin_trap();
}

const auto before = std::set_new_handler([] { end("expected what fits into the memory that a page may have"); });

}  // namespace

extern "C" {

// Zero at first; nullptr where there is no more.
[[clang::export_name("allocate")]] void* allocate(uint32_t bytes) { return std::calloc(1, bytes); }

[[clang::export_name("release")]] void release(void* memory) { std::free(memory); }

// Of the last trap; empty for one that the engine did not mean.
[[clang::export_name("refusal")]] char* refusal() { return sentence; }

// What `throw` calls. Everything that the engine throws is a std::exception.
void* __cxa_allocate_exception(size_t bytes) { return std::malloc(bytes); }

[[noreturn]] void __cxa_throw(void* thrown, std::type_info*, void (*)(void*)) {
  end(static_cast<std::exception*>(thrown)->what());
}

// What the C++ library calls where it cannot go on.
[[noreturn]] void abort_message(const char* format, ...) { end(format); }

// The clock stands still: a page trains in pieces, and asks for no reports between them.
int clock_gettime(clockid_t, timespec* now) {
  *now = {};
  return 0;
}
}

namespace std::inline __1 {

[[noreturn]] void __libcpp_verbose_abort(const char* format, ...) noexcept { end(format); }

}  // namespace std::inline __1
