// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

import Glibc
import OutboardCore
import OutboardSystem

/// Looks at frames.
public final class Projector: Frames {
    private struct State {
        var kept: SharedBytes?
        var noted: UInt64 = 0
        var begun = 0
    }

    private let state = Locked(State())

    /// Creates one that keeps nothing.
    public init() {}

    /// The sum of the bytes, each times its place.
    public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 0
        var place = 0
        while place + 8 <= bytes.count {
            sum = sum &* 31 &+ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ UInt64(place)
            place += 8
        }
        while place < bytes.count {
            sum = sum &* 31 &+ UInt64(bytes[place]) ^ UInt64(place)
            place += 1
        }
        return sum
    }

    public func checksum(of frame: SharedBytes) throws -> UInt64 { frame.withUnsafeBytes { Self.checksum($0) } }

    public func checksums(of scene: Scene) throws -> [UInt64] {
        try (scene.frames + [scene.mask].compactMap { $0 }).map { try checksum(of: $0) }
    }

    public func checksumLater(of frame: SharedBytes, milliseconds: Int) async throws -> UInt64 {
        state.withLock { $0.begun += 1 }
        try await Task.sleep(for: .milliseconds(milliseconds))
        return try checksum(of: frame)
    }

    public func note(_ frame: SharedBytes) throws {
        let sum = try checksum(of: frame)
        state.withLock { $0.noted &+= sum }
    }

    public func noted() throws -> UInt64 { state.withLock { $0.noted } }

    public func keep(_ frame: SharedBytes) throws { state.withLock { $0.kept = frame } }

    public func keptChecksum() throws -> UInt64 {
        guard let kept = state.withLock({ $0.kept }) else { return 0 }
        return try checksum(of: kept)
    }

    public func letGo() throws { state.withLock { $0.kept = nil } }

    public func tamper(with frame: SharedBytes) throws -> [Int32] {
        frame.withUnsafeBytes { bytes -> [Int32] in
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            func failure(_ status: Int32) -> Int32 { status == 0 ? 0 : errno }
            return [
                failure(mprotect(start, bytes.count, PROT_READ | PROT_WRITE)),
                // Cuts a hole into the file.
                failure(madvise(start, bytes.count, 9)),
            ]
        }
    }

    public func begun() throws -> Int { state.withLock { $0.begun } }

    public func checksum(ofCopy bytes: [UInt8]) throws -> UInt64 { bytes.withUnsafeBytes { Self.checksum($0) } }
}
