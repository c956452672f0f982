import OutboardCore

/// Looks at pictures that its host lends it.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Frames: Sendable {
    /// The sum of the bytes, each times its place.
    func checksum(of frame: SharedBytes) throws -> UInt64
    /// The sums of all frames of a scene, the mask's last.
    func checksums(of scene: Scene) throws -> [UInt64]
    /// The same as `checksum(of:)` after a suspension.
    func checksumLater(of frame: SharedBytes, milliseconds: Int) async throws -> UInt64
    /// One-way: adds to what `noted()` returns.
    func note(_ frame: SharedBytes) throws
    /// The sum of the checksums that were noted.
    func noted() throws -> UInt64
    /// Keeps the frame beyond the call.
    func keep(_ frame: SharedBytes) throws
    /// The checksum of what is kept, as it is now.
    func keptChecksum() throws -> UInt64
    /// Keeps nothing any more.
    func letGo() throws
    /// Tries to make the frame's memory writable, and returns the error numbers.
    func tamper(with frame: SharedBytes) throws -> [Int32]
    /// How many calls of `checksumLater(of:milliseconds:)` have begun.
    func begun() throws -> Int
    /// The checksum of a copy.
    func checksum(ofCopy bytes: [UInt8]) throws -> UInt64
}

/// Several frames in one argument.
public struct Scene: Sendable {
    /// What it is called.
    public var name: String
    /// The frames.
    public var frames: [SharedBytes]
    /// What of them counts.
    public var mask: SharedBytes?

    /// Creates a scene.
    public init(name: String = "", frames: [SharedBytes], mask: SharedBytes? = nil) {
        self.name = name
        self.frames = frames
        self.mask = mask
    }
}
