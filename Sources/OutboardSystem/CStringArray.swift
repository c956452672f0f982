import Glibc

/// Strings as C's `char *argv[]`, with the NULL at the end.
@safe
struct CStringArray: ~Copyable {
    /// The strings; valid as long as this value lives.
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    private let count: Int

    /// Copies the strings.
    ///
    /// Each ends at its first zero byte.
    init(_ strings: [String]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() {
            unsafe (pointers + index).initialize(to: strdup(string))
        }
        unsafe (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count {
            unsafe free(pointers[index])
        }
        unsafe pointers.deallocate()
    }
}
