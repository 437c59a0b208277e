#define _GNU_SOURCE
#include "socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_SLOTS 64
#define BUFFER (64 << 20)

_Noreturn void fail(const char *what, int error)
{
	fprintf(stderr, "limit: %s: %s\n", what, strerror(error));
	exit(1);
}

/* Beyond net.core.*mem_max that takes CAP_NET_ADMIN in the first user namespace; without it, as much as is allowed. */
static size_t enlarge(int fd, int force, int plain)
{
	int bytes = BUFFER;
	socklen_t length = sizeof(bytes);

	if (setsockopt(fd, SOL_SOCKET, force, &bytes, sizeof(bytes)) != 0)
		setsockopt(fd, SOL_SOCKET, plain, &bytes, sizeof(bytes));
	if (getsockopt(fd, SOL_SOCKET, plain, &bytes, &length) != 0)
		fail("read the size of a buffer", errno);
	return (size_t)bytes;
}

void rt_open(struct rt_socket *rt, unsigned slots, size_t slot_size)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK };
	int on = 1;

	memset(rt, 0, sizeof(*rt));
	rt->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (rt->fd < 0)
		fail("open a netlink socket", errno);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (setsockopt(rt->fd, SOL_NETLINK, options[i], &on, sizeof(on)) != 0)
			fail("set a netlink option", errno);
	rt->send_room = enlarge(rt->fd, SO_SNDBUFFORCE, SO_SNDBUF);
	rt->receive_room = enlarge(rt->fd, SO_RCVBUFFORCE, SO_RCVBUF);
	rt->slots = slots < MOST_SLOTS ? slots : MOST_SLOTS;
	rt->slot_size = slot_size;
	rt->received = malloc(rt->slots * slot_size);
	if (rt->received == NULL)
		fail("allocate", ENOMEM);
	memset(rt->received, 0, rt->slots * slot_size);
}

void rt_send(struct rt_socket *rt, const void *bytes, size_t length)
{
	if (send(rt->fd, bytes, length, 0) < 0)
		fail("send", errno);
}

/* True once the message with the sequence number `last` is an acknowledgment or the end of a dump. */
static int take_datagram(unsigned char *bytes, int length, uint32_t last, on_message take,
			 void *context)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)bytes;

	for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
		if (message->nlmsg_flags & NLM_F_DUMP_INTR)
			fail("dump", EINTR);
		if (message->nlmsg_type != NLMSG_ERROR && message->nlmsg_type != NLMSG_DONE) {
			if (take != NULL)
				take(message, context);
			continue;
		}
		/* both begin with an errno, negative or 0 */
		int error = *(const int *)NLMSG_DATA(message);
		if (error != 0)
			fail("refused by the kernel", -error);
		if (message->nlmsg_seq == last)
			return 1;
	}
	return 0;
}

void rt_receive(struct rt_socket *rt, uint32_t last, on_message take, void *context)
{
	struct mmsghdr headers[MOST_SLOTS];
	struct iovec vectors[MOST_SLOTS];

	memset(headers, 0, sizeof(headers));
	for (unsigned i = 0; i < rt->slots; i++) {
		vectors[i].iov_base = rt->received + i * rt->slot_size;
		vectors[i].iov_len = rt->slot_size;
		headers[i].msg_hdr.msg_iov = &vectors[i];
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	for (;;) {
		/* everything was queued inside of send, and a dump goes on inside of this call: nothing to wait for */
		int taken = recvmmsg(rt->fd, headers, rt->slots, MSG_DONTWAIT | MSG_TRUNC, NULL);

		if (taken <= 0)
			fail("receive", errno);
		for (int i = 0; i < taken; i++) {
			if (headers[i].msg_len > rt->slot_size)
				fail("receive", EMSGSIZE);
			if (take_datagram(vectors[i].iov_base, (int)headers[i].msg_len, last, take, context))
				return;
		}
	}
}
