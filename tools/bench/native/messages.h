/* The requests that Kith sends, byte for byte, and what is read of the answers. */
#ifndef MESSAGES_H
#define MESSAGES_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

#define LONGEST_REQUEST 64

/* A row of the neighbor table. */
struct neighbor {
	uint8_t address[16];
	uint8_t lladdr[6];
	uint8_t address_length;
	uint8_t has_lladdr;
	uint32_t ifindex;
	uint16_t state;
	uint8_t flags;
	uint8_t protocol;
	uint32_t flags_ext;
};

struct neighbor_table {
	struct neighbor *rows;
	size_t count;
	size_t capacity;
};

/* Next hops that answers named on the devices that were asked for. */
struct next_hops {
	/* Of the question that is answered: even sequence numbers ask for the first. */
	int ifindexes[2];
	size_t count;
	/* The gateways, so that nothing is optimised away. */
	uint32_t gateways;
};

/* Each appends one request to bytes. @returns its length */
size_t encode_write(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address);
size_t encode_delete(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address);
size_t encode_route(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address);
size_t encode_dump(void *bytes, uint32_t sequence, int family);

/* context: a struct neighbor_table, a struct next_hops */
void decode_neighbor(const struct nlmsghdr *message, void *context);
void decode_route(const struct nlmsghdr *message, void *context);

#endif
