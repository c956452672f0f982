internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// The descriptors of a plugin that goes from one host to the next.
final class HandoverFiles: Sendable {
    /// Its process.
    let process: OwnedDescriptor
    let stdout: OwnedDescriptor
    let stderr: OwnedDescriptor
    /// The host's end of the connection over which the plugin waits for its next host.
    let connection: ControlSocket

    /// The program that was checked and executed, for restarts; nothing where no digest was asked for.
    let image: SealedImage?

    /// Which message brings which descriptor.
    private enum Place: Int32 {
        case process, stdout, stderr, connection, image
    }

    init(
        process: consuming OwnedDescriptor, stdout: consuming OwnedDescriptor, stderr: consuming OwnedDescriptor,
        connection: consuming ControlSocket, image: SealedImage? = nil
    ) {
        self.process = process
        self.stdout = stdout
        self.stderr = stderr
        self.connection = connection
        self.image = image
    }

    /// Copies of what a host has of a plugin, and the connection.
    convenience init(
        _ link: ProcessLink, connection: consuming ControlSocket, image: SealedImage?
    ) throws(Errno) {
        self.init(
            process: try link.process.descriptor.duplicate(), stdout: try link.stdout.duplicate(),
            stderr: try link.stderr.duplicate(), connection: connection, image: image)
    }

    /// Whether the process has ended.
    var hasEnded: Bool {
        guard let copy = try? process.duplicate() else { return false }
        return ProcessDescriptor(takingOver: copy, pid: 0, leadsGroup: false).isReadable
    }

    /// Puts copies of them into a socket of their own, with the record: one descriptor that stands for the plugin.
    ///
    /// Everything waits in the socket to be received, also when this process is gone.
    ///
    /// - Throws: `EMFILE` when there are too many descriptors, `ETOOMANYREFS` when too many are under way, `ENOMEM`.
    func pack(_ record: HandoverRecord) throws(Errno) -> OwnedDescriptor {
        try ControlSocket.pair().split { (sender, receiver) throws(Errno) -> OwnedDescriptor in
            var files: [(Place, Int32)] = [
                (.process, process.raw), (.stdout, stdout.raw), (.stderr, stderr.raw), (.connection, connection.raw),
            ]
            if let image { files.append((.image, image.file.raw)) }
            for (place, raw) in files {
                let message = ControlMessage(kind: .descriptor, encoding: place.rawValue)
                try sender.send(message, file: raw, blocking: false)
            }
            // In a file of its own: it may be larger than a message.
            let sheet = try Attachment(holding: record.wireBytes)
            // It closes its file with its last use.
            defer { withExtendedLifetime(sheet) {} }
            try sender.send(ControlMessage(kind: .handover), file: sheet.file.raw, blocking: false)
            return receiver.takeDescriptor()
        }
    }

    /// Receives what was packed.
    ///
    /// - Throws: `HandshakeError` if it is not all there, `WireError` if the record is none, and what receiving refused with.
    static func unpack(_ socket: borrowing ControlSocket) throws -> (HandoverFiles, HandoverRecord) {
        var process: OwnedDescriptor?
        var stdout: OwnedDescriptor?
        var stderr: OwnedDescriptor?
        var connection: OwnedDescriptor?
        var image: SealedImage?
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
        defer { unsafe buffer.deallocate() }
        while true {
            var received = try unsafe socket.receive(into: buffer, acceptingDescriptor: true, blocking: false)
            guard !received.isTruncated,
                let message = ControlMessage(packet: unsafe Array(buffer.prefix(received.byteCount)))
            else { throw HandshakeError("not all of it arrived: this process may have too few descriptors") }
            if message.kind == .handover {
                let record = try Self.record(received.descriptor.take())
                guard let process = process.take(), let stdout = stdout.take(), let stderr = stderr.take(),
                    let connection = connection.take()
                else { throw HandshakeError("not all of its descriptors arrived") }
                let files = HandoverFiles(
                    process: process, stdout: stdout, stderr: stderr,
                    connection: ControlSocket(adopting: connection), image: image)
                return (files, record)
            }
            switch Place(rawValue: (try? Int32(wireBytes: message.payload)) ?? -1) {
            case .process: process = received.descriptor.take()
            case .stdout: stdout = received.descriptor.take()
            case .stderr: stderr = received.descriptor.take()
            case .connection: connection = received.descriptor.take()
            case .image: if let file = received.descriptor.take() { image = try SealedImage(adopting: file) }
            case nil: continue
            }
        }
    }

    /// Reads the record that lies in a file, once.
    ///
    /// - Throws: `HandshakeError` if it is none.
    private static func record(_ file: consuming OwnedDescriptor?) throws -> HandoverRecord {
        guard let file else { throw HandshakeError("its record did not arrive") }
        guard let bytes = SmallFile.bytes(of: file, from: 0, limit: HandoverRecord.maximumByteCount + 1) else {
            throw HandshakeError("its record cannot be read")
        }
        guard bytes.count <= HandoverRecord.maximumByteCount else {
            throw HandshakeError("its record has more than \(HandoverRecord.maximumByteCount) bytes")
        }
        return try HandoverRecord(wireBytes: bytes)
    }
}
