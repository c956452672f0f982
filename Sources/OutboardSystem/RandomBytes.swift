internal import COutboardLinux
package import SystemPackage

/// Numbers that nobody can guess.
package enum RandomBytes {
    /// So many random bytes.
    ///
    /// See getrandom(2).
    package static func make(_ count: Int) throws(Errno) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let result = unsafe bytes.withUnsafeMutableBytes { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return 0 }
            return unsafe outboard_random(start, UInt64(buffer.count))
        }
        try SystemCall.check(result)
        return bytes
    }
}
