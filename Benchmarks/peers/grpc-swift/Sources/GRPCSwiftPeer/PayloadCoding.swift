internal import GRPCCore

/// How gRPC sends payloads: as the bytes that they are, without protobuf.
struct PayloadCoding: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ payload: Payload) throws -> Bytes {
        unsafe Bytes(payload.bytes)
    }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> Payload {
        unsafe bytes.withUnsafeBytes { unsafe Payload(copying: $0) }
    }
}
