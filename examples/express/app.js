'use strict';
// The REST API: users and their posts.
const express = require('express');

function createApp(sequelizeMcp, { User, Post }) {
  const app = express();
  app.use(express.json());

  // Database operations with transactions
  const createUserWithPosts = async (userData, postsData) => {
    const transaction = await sequelizeMcp.transaction();

    try {
      const user = await User.create(userData, { transaction });

      const posts = await Promise.all(
        postsData.map(postData =>
          Post.create({ ...postData, userId: user.id }, { transaction })
        )
      );

      await transaction.commit();
      return { user, posts };
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  };

  const sendError = (res, error) => {
    if (error.name === 'SequelizeValidationError' || error.name === 'SequelizeUniqueConstraintError') {
      res.status(400).json({
        error: 'Validation failed',
        details: error.errors.map(e => ({
          field: e.path,
          message: e.message
        }))
      });
    } else {
      res.status(500).json({ error: error.message });
    }
  };

  // User CRUD operations
  app.get('/api/users', async (req, res) => {
    try {
      const { page = 1, limit = 10, role } = req.query;
      const offset = (page - 1) * limit;

      const where = role ? { role } : {};

      const users = await User.findAndCountAll({
        where,
        limit: parseInt(limit),
        offset: parseInt(offset),
        include: [{
          model: Post,
          attributes: ['id', 'title', 'published']
        }],
        order: [['createdAt', 'DESC']]
      });

      res.json({
        users: users.rows,
        pagination: {
          total: users.count,
          page: parseInt(page),
          pages: Math.ceil(users.count / limit)
        }
      });
    } catch (error) {
      res.status(500).json({ error: error.message });
    }
  });

  app.post('/api/users', async (req, res) => {
    const transaction = await sequelizeMcp.transaction();

    try {
      const user = await User.create(req.body, { transaction });
      await transaction.commit();
      res.status(201).json(user);
    } catch (error) {
      await transaction.rollback();
      sendError(res, error);
    }
  });

  app.post('/api/users/with-posts', async (req, res) => {
    try {
      const { posts = [], ...userData } = req.body;
      res.status(201).json(await createUserWithPosts(userData, posts));
    } catch (error) {
      sendError(res, error);
    }
  });

  app.get('/api/users/:id', async (req, res) => {
    try {
      const user = await User.findByPk(req.params.id, { include: [Post] });
      if (user) res.json(user);
      else res.status(404).json({ error: 'User not found' });
    } catch (error) {
      sendError(res, error);
    }
  });

  app.put('/api/users/:id', async (req, res) => {
    try {
      const user = await User.findByPk(req.params.id);
      if (user) res.json(await user.update(req.body));
      else res.status(404).json({ error: 'User not found' });
    } catch (error) {
      sendError(res, error);
    }
  });

  app.delete('/api/users/:id', async (req, res) => {
    try {
      const count = await User.destroy({ where: { id: req.params.id } });
      if (count) res.status(204).end();
      else res.status(404).json({ error: 'User not found' });
    } catch (error) {
      sendError(res, error);
    }
  });

  // Posts
  app.get('/api/posts', async (req, res) => {
    try {
      // Complex queries with includes
      const getUsersWithPosts = await User.findAll({
        include: [{
          model: Post,
          where: { published: true },
          required: false
        }],
        order: [['createdAt', 'DESC']],
        limit: 10
      });
      res.json(getUsersWithPosts.flatMap(user => user.Posts));
    } catch (error) {
      sendError(res, error);
    }
  });

  app.post('/api/users/:id/posts', async (req, res) => {
    try {
      const user = await User.findByPk(req.params.id);
      if (user) res.status(201).json(await user.createPost(req.body));
      else res.status(404).json({ error: 'User not found' });
    } catch (error) {
      sendError(res, error);
    }
  });

  // A body that is not JSON, and whatever else goes wrong before a route.
  app.use((error, req, res, next) => {
    if (res.headersSent) next(error);
    else res.status(error.status || 500).json({ error: error.message });
  });

  return app;
}

module.exports = { createApp };
