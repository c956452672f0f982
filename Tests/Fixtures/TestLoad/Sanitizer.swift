import Glibc

/// The sanitizer that this program was built with, if any.
public enum Sanitizer {
    /// Whether there is one.
    public static var isPresent: Bool { allocatedBytes != nil }

    /// How much memory is allocated now, which only a sanitizer knows.
    public static var allocatedBytes: Int? {
        guard let symbol = dlsym(nil, "__sanitizer_get_current_allocated_bytes") else { return nil }
        return unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)()
    }
}
