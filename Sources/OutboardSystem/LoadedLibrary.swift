internal import COutboardLinux

/// The shared libraries of this process.
package enum LoadedLibrary {
    /// The path of the program or shared library that a symbol comes from; nil if there is no such symbol.
    package static func path(defining symbol: String) -> String? {
        unsafe outboard_library_of(symbol).map { unsafe String(cString: $0) }
    }
}
