/* An rtnetlink socket as large as it may be, and exchanges of whole batches over it. */
#ifndef SOCKET_H
#define SOCKET_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>

struct rt_socket {
	int fd;
	uint32_t sequence;
	/* Bytes that one send, and all answers to it, may take up in the kernel. */
	size_t send_room;
	size_t receive_room;
	/* Datagrams that are taken with one call, and the room for each. */
	unsigned slots;
	size_t slot_size;
	unsigned char *received;
};

/* Takes one message that is neither an acknowledgment nor the end of a dump. */
typedef void (*on_message)(const struct nlmsghdr *message, void *context);

/* slots datagrams of up to slot_size bytes are taken with each call. Ends the program where it fails, as all here do. */
void rt_open(struct rt_socket *rt, unsigned slots, size_t slot_size);

void rt_send(struct rt_socket *rt, const void *bytes, size_t length);

/* Reads until the acknowledgment of, or the end of the dump with, this sequence number. A refusal ends the program. */
void rt_receive(struct rt_socket *rt, uint32_t last, on_message take, void *context);

/* Says what failed and why (errno, or that of an answer), and ends the program. */
_Noreturn void fail(const char *what, int error);

#endif
