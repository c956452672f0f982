import Glibc
package import SystemPackage

/// The names in a folder.
package enum FolderEntries {
    /// The names in a folder, but for `.` and `..`, in no order.
    ///
    /// - Throws: The error of opendir(3).
    package static func names(of folder: String) throws(Errno) -> [String] {
        guard let directory = unsafe opendir(folder) else { throw Errno(rawValue: errno) }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
