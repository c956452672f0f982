import COutboard

/// How the compiler lays a struct of the contract out.
struct StructLayout {
    /// One field.
    struct Field: Equatable {
        var name: String
        var offset: Int
        var byteCount: Int
    }

    let name: String
    let byteCount: Int
    let fields: [Field]

    private init<S>(_ type: S.Type, _ name: String, _ fields: Field...) {
        self.name = name
        self.byteCount = MemoryLayout<S>.size
        self.fields = fields
    }

    private static func field<S, T>(_ name: String, _ path: KeyPath<S, T>) -> Field {
        Field(name: name, offset: MemoryLayout<S>.offset(of: path) ?? -1, byteCount: MemoryLayout<T>.size)
    }

    /// All structs of the contract.
    static let all = [
        StructLayout(
            outboard_record.self, "outboard_record",
            field("stamp", \outboard_record.stamp), field("call_id", \outboard_record.call_id),
            field("method", \outboard_record.method), field("kind", \outboard_record.kind),
            field("flags", \outboard_record.flags), field("length", \outboard_record.length),
            field("credit", \outboard_record.credit), field("body", \outboard_record.body)),
        StructLayout(
            outboard_payload_reference.self, "outboard_payload_reference",
            field("length", \outboard_payload_reference.length)),
        StructLayout(
            outboard_geometry.self, "outboard_geometry",
            field("lanes", \outboard_geometry.lanes), field("slots", \outboard_geometry.slots),
            field("block_bytes", \outboard_geometry.block_bytes), field("log_bytes", \outboard_geometry.log_bytes),
            field("bulk_bytes", \outboard_geometry.bulk_bytes)),
        StructLayout(
            outboard_segment_header.self, "outboard_segment_header",
            field("magic", \outboard_segment_header.magic),
            field("abi_version", \outboard_segment_header.abi_version),
            field("role", \outboard_segment_header.role), field("generation", \outboard_segment_header.generation),
            field("geometry", \outboard_segment_header.geometry),
            field("segment_bytes", \outboard_segment_header.segment_bytes)),
        StructLayout(
            outboard_lane_control.self, "outboard_lane_control",
            field("wake_at", \outboard_lane_control.wake_at),
            field("wait_state", \outboard_lane_control.wait_state),
            field("poll_nanoseconds", \outboard_lane_control.poll_nanoseconds),
            field("run_on", \outboard_lane_control.run_on), field("pad0", \outboard_lane_control.pad0),
            field("taken", \outboard_lane_control.taken),
            field("space_wake_at", \outboard_lane_control.space_wake_at), field("pad1", \outboard_lane_control.pad1),
            field("calls", \outboard_lane_control.calls), field("parks", \outboard_lane_control.parks),
            field("bells", \outboard_lane_control.bells),
            field("busy_call_id", \outboard_lane_control.busy_call_id),
            field("busy_method", \outboard_lane_control.busy_method), field("pad2", \outboard_lane_control.pad2),
            field("cancelled", \outboard_lane_control.cancelled)),
        StructLayout(
            outboard_log_control.self, "outboard_log_control",
            field("position", \outboard_log_control.position), field("wake_at", \outboard_log_control.wake_at),
            field("dropped", \outboard_log_control.dropped), field("pad0", \outboard_log_control.pad0),
            field("level", \outboard_log_control.level), field("pad1", \outboard_log_control.pad1)),
        StructLayout(
            outboard_log_frame.self, "outboard_log_frame",
            field("length", \outboard_log_frame.length), field("reserved", \outboard_log_frame.reserved)),
        StructLayout(
            outboard_control_header.self, "outboard_control_header",
            field("type", \outboard_control_header.type), field("length", \outboard_control_header.length)),
        StructLayout(
            outboard_hello.self, "outboard_hello",
            field("abi_version", \outboard_hello.abi_version), field("policy", \outboard_hello.policy),
            field("generation", \outboard_hello.generation), field("geometry", \outboard_hello.geometry),
            field("spin_nanoseconds", \outboard_hello.spin_nanoseconds),
            field("configuration_length", \outboard_hello.configuration_length),
            field("configuration_attached", \outboard_hello.configuration_attached),
            field("filter_follows", \outboard_hello.filter_follows)),
        StructLayout(
            outboard_attachment.self, "outboard_attachment",
            field("lane", \outboard_attachment.lane), field("call_id", \outboard_attachment.call_id),
            field("purpose", \outboard_attachment.purpose), field("reserved", \outboard_attachment.reserved),
            field("length", \outboard_attachment.length)),
        StructLayout(
            outboard_instance.self, "outboard_instance",
            field("number", \outboard_instance.number),
            field("configuration_attached", \outboard_instance.configuration_attached),
            field("configuration_length", \outboard_instance.configuration_length)),
        StructLayout(
            outboard_handover.self, "outboard_handover",
            field("outlives_host", \outboard_handover.outlives_host),
            field("reserved", \outboard_handover.reserved)),
        StructLayout(
            outboard_buffer.self, "outboard_buffer",
            field("number", \outboard_buffer.number), field("reserved", \outboard_buffer.reserved),
            field("length", \outboard_buffer.length)),
        StructLayout(
            outboard_attach.self, "outboard_attach",
            field("abi_version", \outboard_attach.abi_version), field("reserved", \outboard_attach.reserved),
            field("secret", \outboard_attach.secret)),
    ]
}
